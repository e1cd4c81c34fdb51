import type { Client } from 'pg';
import { AwsError } from '../../../service.ts';
import type { ArchiveRow } from './archive-rows.ts';
import { asFailure } from './as-failure.ts';
import { collect } from './collect.ts';
import { EngineFailure } from './db-engine.ts';
import type { EnginePoint } from './db-engine.ts';
import type { EngineParts } from './engine-parts.ts';
import type { KnownFiles } from './known-files.ts';
import { segmentStart } from './lsn.ts';
import { addPoint, copyPoint, releasePoint } from './points.ts';
import { shipLog, SLOT } from './ship-log.ts';
import { takeBase } from './take-base.ts';
import type { BaseInput } from './take-base.ts';

/** After so much log a new base copy is taken, so that a restore never replays more. */
const BASE_AFTER_BYTES = 64 * 1_048_576;

/** PostgreSQL's clock and the one that drill time is counted by may differ by so much. */
const CLOCK_TOLERANCE_MICROS = 50_000;

interface Opening {
  readonly archive: string;
  readonly key: string | null;
  /** False for one without a window: a copy that only points use. */
  readonly open: boolean;
  /** Files that a restore has just written. */
  readonly known?: KnownFiles;
  readonly bytesOf?: NonNullable<BaseInput['bytesOf']>;
}

/** The archives of running servers: opened with a base copy, continued by shipments. */
export class Archives {
  private readonly parts: EngineParts;
  /** That the clocks differ was logged. */
  private clockTold = false;
  /** By data folder, for the next base copy. */
  private readonly known = new Map<string, KnownFiles>();

  constructor(parts: EngineParts) {
    this.parts = parts;
  }

  /** Begins an archive of a running server with its first base copy. An unfinished one of that name is replaced. */
  async begin(resource: string, { archive, key, open, known = new Map(), bytesOf }: Opening): Promise<void> {
    const { host, rows, chunks } = this.parts;
    this.discard(archive);
    this.known.set(resource, known);
    const client = await host.admin(resource);
    await client.query(`SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = $1`, [SLOT]);
    await client.query('SELECT pg_create_physical_replication_slot($1, true)', [SLOT]);
    const timeline = Number(((await client.query('SELECT timeline_id FROM pg_control_checkpoint()')).rows[0] as { readonly timeline_id: number }).timeline_id);
    const begins = (start: number): void => {
      chunks.change(() => rows.addArchive({ archive, key, open: open ? 1 : 0, timeline, shipped: segmentStart(start), latest: 0 }));
    };
    await this.addBase(resource, { archive, key, begins, ...(bytesOf ? { bytesOf } : {}) });
  }

  /** Removes an archive that was never finished, or that nobody needs. */
  discard(archive: string): void {
    const { rows, chunks } = this.parts;
    if (!rows.archive(archive)) return;
    chunks.change(() => {
      rows.close(archive);
      collect({ rows, chunks }, archive, 0);
    });
  }

  /** Forgets what it remembers of a server that is gone. */
  forget(resource: string): void {
    this.known.delete(resource);
  }

  /** Ships what a server has written since the last time. Frozen, the window stays where it was. Throws EngineFailure. */
  async ship(resource: string, idleUntilMicros?: number): Promise<{ readonly archive: ArchiveRow; readonly untilMicros: number }> {
    const before = this.needed(resource);
    const { context, host, rows, traffic } = this.parts;
    const now = idleUntilMicros ?? context.time.nowMicros();
    const sent = traffic.sent(resource);
    traffic.stir(resource);
    const data = await host.data(resource);
    const client = await host.admin(resource);
    const shipment = await this.shipped(resource, { data, client }).catch((error: unknown) => { throw asFailure(error, 'the log could not be shipped'); });
    const untilMicros = shipment.untilMicros ?? now;
    if (before.frozen === 0 && shipment.clocksAgree) rows.restorableUntil(resource, untilMicros);
    const archive = this.needed(resource);
    if (archive.frozen === 0 && shipment.clocksAgree && shipment.untilMicros === null) traffic.quiet(resource, sent);
    if (archive.frozen === 0 && archive.shipped - (rows.bases(resource).at(-1)?.start ?? 0) > BASE_AFTER_BYTES) await this.addBase(resource, { archive: resource, key: archive.key, begins: () => undefined });
    return { archive: this.needed(resource), untilMicros };
  }

  /** The five-minute shipment: trouble is logged and leaves the latest restorable time where it was. */
  async shipIfPossible(resource: string, idleUntilMicros?: number): Promise<number> {
    const before = this.needed(resource);
    if (before.frozen === 1 || before.open === 0) return before.latest;
    const { host, rows, traffic } = this.parts;
    if (idleUntilMicros !== undefined && host.isUp(resource) && traffic.isQuiet(resource)) {
      rows.restorableUntil(resource, idleUntilMicros);
      return this.needed(resource).latest;
    }
    try {
      return (await this.ship(resource, idleUntilMicros)).archive.latest;
    } catch (error) {
      if (!(error instanceof EngineFailure)) throw error;
      this.parts.context.log(`rds: ${resource}: ${error.message}`);
      return before.latest;
    }
  }

  /** A point at the end of what is archived now. Storage is copied also while the shipping of the log is frozen. */
  async snapshot(resource: string, key: string | null): Promise<EnginePoint> {
    const { host, rows } = this.parts;
    const { archive, untilMicros } = await this.ship(resource);
    const base = rows.bases(resource).findLast(({ ready }) => ready === 1);
    if (!base) throw new EngineFailure(`${resource} has no base copy`);
    const { rows: sizes } = await (await host.admin(resource)).query<{ size: string }>('SELECT sum(pg_database_size(oid))::text AS size FROM pg_database');
    const point = addPoint(this.parts, { base: base.id, lsn: archive.shipped, at: untilMicros, size: Number(sizes[0]?.size) });
    if (archive.key === key) return point;
    try {
      return await copyPoint(this.parts, point.point, key);
    } finally {
      releasePoint(this.parts, point.point);
    }
  }

  /** Ships what was written; the drill time up to which every commit is archived, null when nothing was written. */
  private async shipped(archive: string, { data, client }: { readonly data: string; readonly client: Client }): Promise<{ readonly untilMicros: number | null; readonly clocksAgree: boolean }> {
    const { context, rows, chunks } = this.parts;
    const mapNow = (): number => context.clockMap.realOfDrill(context.time.nowMicros());
    const { markReal, aheadMicros } = await shipLog(this.needed(archive), { rows, chunks, data, client, mapNow });
    const clocksAgree = Math.abs(aheadMicros) <= CLOCK_TOLERANCE_MICROS;
    if (!clocksAgree && !this.clockTold) context.log(`rds: the clock of this machine has moved ${aheadMicros / 1_000_000} s against the time that drills run on (it slept, or its clock was set): commits are stamped with it, so the latest restorable time of all instances stands still until the sandbox is started again`);
    this.clockTold = !clocksAgree;
    if (markReal === null) return { untilMicros: null, clocksAgree };
    // where the clocks differ the stamp says nothing of drill time; what was committed before this shipment is in it all the same
    return { untilMicros: clocksAgree ? Math.min(context.clockMap.drillOfReal(markReal), context.time.nowMicros()) : null, clocksAgree };
  }

  private async addBase(resource: string, { archive, key, begins, bytesOf }: Pick<BaseInput, 'archive' | 'key' | 'begins' | 'bytesOf'>): Promise<void> {
    const { host, rows, chunks } = this.parts;
    const data = await host.data(resource);
    const known: KnownFiles = this.known.get(resource) ?? new Map();
    this.known.set(resource, known);
    const work = async (session: Client): Promise<void> => {
      const base = await takeBase(session, { rows, chunks, data, archive, key, begins, known, ...(bytesOf ? { bytesOf } : {}) });
      const { untilMicros, clocksAgree } = await this.shipped(archive, { data, client: session });
      chunks.change(() => {
        rows.finishBase(base);
        if (untilMicros !== null && clocksAgree && this.needed(archive).frozen === 0) rows.restorableUntil(archive, untilMicros);
      });
    };
    try {
      await host.session(resource, work);
    } catch (error) {
      throw error instanceof AwsError ? new EngineFailure(`the storage of the backup cannot be encrypted: ${error.message}`, { cause: error }) : asFailure(error, 'the base copy failed');
    }
  }

  private needed(archive: string): ArchiveRow {
    const row = this.parts.rows.archive(archive);
    if (!row) throw new EngineFailure(`${archive} has no archive: its server was never completed, or its backups were deleted`);
    return row;
  }
}
