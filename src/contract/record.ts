import type { BeaconLine, EventData, EventType, PhaseName, RunEvent } from './events.ts';

/** The append-only record of one run. `durable` waits for fsync: effects use it before and after they act. */
export interface RecordPort {
  readonly folder: string;
  append<T extends EventType>(type: T, data: EventData[T], options?: { readonly durable?: boolean }): Promise<RunEvent<T>>;
  /** All events so far, those before a resume included. */
  events(): readonly RunEvent[];
  setPhase(phase: PhaseName): void;
  phase(): PhaseName;
  beacon(store: string, line: BeaconLine): void;
  /** Copies an existing ledger (history beacons) into the run's own folder. */
  importBeacons(store: string, lines: AsyncIterable<BeaconLine>): Promise<number>;
  beacons(store: string): AsyncIterable<BeaconLine>;
  /** Flushes and fsyncs everything appended. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** What a signed checkpoint says of a record: so many events, and the chain's head after the last of them. */
export interface CheckpointBody {
  readonly schema: 'redrill.checkpoint/1';
  readonly run: string;
  readonly events: number;
  readonly head: string;
  readonly at: string;
  readonly phase: PhaseName;
  /** SHA-256 of the checkpoint's line before; null for the first. */
  readonly prev: string | null;
}
