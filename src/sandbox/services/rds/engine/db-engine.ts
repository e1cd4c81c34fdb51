import type { ProxyFault } from '../../../proxy/tcp-proxy.ts';

/**
 * Real PostgreSQL behind RDS: one server per instance, and an archive of base copies and WAL per instance from which points are restored.
 * The control plane (`operations/`) knows only this; times are drill time in epoch microseconds unless they say real.
 * Every method is safe to call again after a crash of the sandbox half-way through.
 */
export interface DbEngine {
  /** A new, empty cluster from the template, started; the master user owns `database` (null: only `postgres`). Takes the first base copy. */
  create(instance: EngineInstance, master: { readonly user: string; readonly password: string; readonly database: string | null }): Promise<void>;
  /** A cluster at a point or moment, started under `instance`, with an archive of its own. Throws EngineFailure when the bytes cannot be used. */
  restore(instance: EngineInstance, from: RestoreSource): Promise<void>;
  /** Starts a stopped server; nothing when it runs. */
  start(resourceId: string): Promise<void>;
  /** Whether the server answers at this moment. */
  isUp(resourceId: string): boolean;
  /** Stops a server: `fast` in order, `crash` without a checkpoint. */
  stop(resourceId: string, how: 'fast' | 'crash'): Promise<void>;
  /** Stops and deletes the server's data; `keepArchive` for retained automated backups. */
  drop(resourceId: string, options: { readonly keepArchive: boolean }): Promise<void>;
  dropArchive(resourceId: string): void;
  /** Writes server settings; those that need a restart are named and wait for `stop` and `start`. */
  configure(resourceId: string, parameters: Readonly<Record<string, string>>): Promise<{ readonly pendingReboot: readonly string[] }>;
  /** Another DBInstanceIdentifier: clients reach it at that one's port from now on, and no longer at the old one's. */
  rename(resourceId: string, identifier: string): Promise<void>;
  setPassword(resourceId: string, user: string, password: string): Promise<void>;
  /** Bytes of all databases; null while the server does not run. */
  sizeBytes(resourceId: string): Promise<number | null>;
  /** Port on 127.0.0.1 where clients reach the instance (through the fault proxy). The same identifier gets the same port again. */
  port(identifier: string): number;
  /** Port where processes of the instance's own region reach it, also in a partition; null while the instance has no open port. */
  insidePort(identifier: string): Promise<number | null>;
  /**
   * Ships the log up to now; the latest restorable time afterwards: when nothing was written, `idleUntilMicros` where it is given. A failing server or frozen
   * shipping leaves it where it was.
   */
  ship(resourceId: string, idleUntilMicros?: number): Promise<number>;
  /** Whether nothing was written when the log was shipped last, and no client has said anything since. */
  isQuiet(resourceId: string): boolean;
  /** What the archive can restore; null for none. */
  window(resourceId: string): { readonly earliestMicros: number; readonly latestMicros: number } | null;
  /** Drops what lies before a moment and no point needs. */
  expire(resourceId: string, beforeMicros: number): void;
  /** A snapshot of this moment: ships, then names the position. Sealed under `keyArn` where one is given. */
  snapshot(resourceId: string, keyArn: string | null): Promise<EnginePoint>;
  /** Another holder of the same content under another key; the original may go. */
  copyPoint(point: string, keyArn: string | null): Promise<EnginePoint>;
  releasePoint(point: string): void;
  /**
   * Brings the archive of a replica (`to`, under `keyArn`) as far as the archive `from` was at `until`, and gives how far that one is now. With null
   * nothing arrives yet. What the replica holds outlives its source.
   */
  replicate(from: string, to: string, options: { readonly keyArn: string | null; readonly until: ReplicaMark | null }): Promise<ReplicaMark>;
  /** Sabotage below the API, as `backup-resource.ts` describes it. Returns a point that replaces the given one. */
  damagePoint(point: string, how: { readonly mode: 'empty' | 'truncate' | 'swap'; readonly other?: string }): Promise<EnginePoint>;
  /** Faults at an instance's port: refuse, reset, black hole, latency; `none` heals. */
  portFault(identifier: string, fault: PortFault): void;
  /** While frozen nothing is shipped: backups are silently broken. */
  freezeShipping(resourceId: string, frozen: boolean): void;
  close(): Promise<void>;
}

export interface EngineInstance {
  /** DbiResourceId: never used twice. Names the data folder and the archive. */
  readonly resourceId: string;
  /** Decides the port; unique in the whole sandbox, so account and region belong into it. */
  readonly identifier: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Key that its archive is sealed under; null for none. */
  readonly keyArn: string | null;
}

export type RestoreSource =
  | { readonly kind: 'point'; readonly point: string }
  | { readonly kind: 'time'; readonly archiveOf: string; readonly atMicros: number };

/** How far an archive was: a position of the log, and the moment that could be restored. */
export interface ReplicaMark {
  readonly shipped: number;
  readonly latestMicros: number;
}

export interface EnginePoint {
  /** Id of the point in the engine's tables. */
  readonly point: string;
  readonly sizeBytes: number;
  /** Drill time up to which every commit is in it. */
  readonly atMicros: number;
}

export type PortFault = ProxyFault;

/** The engine could not do it: in words for a StatusMessage or an event. */
export class EngineFailure extends Error {
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.name = 'EngineFailure';
  }
}
