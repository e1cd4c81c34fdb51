import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** What is to be done with an instance or snapshot, and when. */
export type JobKindId = 'create' | 'restore' | 'snapshot' | 'copy' | 'modify' | 'parameters' | 'reboot' | 'stop' | 'start' | 'delete' | 'tick' | 'daily' | 'maintenance' | 'retained-end' | 'replicate';

export interface Job {
  readonly id: number;
  /** When its next step is due. */
  readonly at: number;
  readonly started: number;
  readonly kind: JobKindId;
  /** DbiResourceId of the instance it works on. */
  readonly ref: string;
  /** work: real work is to be done; finish: it is done and the modelled time runs. */
  readonly step: 'work' | 'finish';
  readonly data: Readonly<Record<string, unknown>>;
}

/** Five-minute rounds are apart: drill time need not stop for those of instances that nobody uses. */
export type JobQueue = 'rounds' | 'jobs';

/** Jobs in the order in which they fall due. */
export class JobRows {
  private readonly sql: Record<'next' | 'nextTick' | 'due' | 'dueTick' | 'ticking' | 'byId' | 'byRef' | 'waiting' | 'add' | 'move' | 'remove', StatementSync>;

  constructor(db: DatabaseSync) {
    this.sql = {
      next: db.prepare("SELECT min(at) AS at FROM rds_job WHERE kind <> 'tick'"),
      nextTick: db.prepare("SELECT min(at) AS at FROM rds_job WHERE kind = 'tick'"),
      due: db.prepare("SELECT * FROM rds_job WHERE at <= ? AND kind <> 'tick' ORDER BY at, id LIMIT 1"),
      dueTick: db.prepare("SELECT * FROM rds_job WHERE at <= ? AND kind = 'tick' ORDER BY at, id LIMIT 1"),
      ticking: db.prepare("SELECT ref FROM rds_job WHERE kind = 'tick'"),
      byId: db.prepare('SELECT * FROM rds_job WHERE id = ?'),
      byRef: db.prepare('SELECT * FROM rds_job WHERE ref = ? ORDER BY at, id'),
      waiting: db.prepare("SELECT * FROM rds_job WHERE step = 'work' AND kind IN ('restore', 'copy') ORDER BY id"),
      add: db.prepare("INSERT INTO rds_job (at, started, kind, ref, step, data) VALUES (?, ?, ?, ?, 'work', ?)"),
      move: db.prepare('UPDATE rds_job SET step = ?, at = ? WHERE id = ?'),
      remove: db.prepare('DELETE FROM rds_job WHERE id = ?'),
    };
  }

  /** When the next five-minute round is due, or the next of all other jobs. */
  next(which: JobQueue): number | null {
    return (this.sql[which === 'rounds' ? 'nextTick' : 'next'].get() as { readonly at: number | null }).at;
  }

  /** The first job that is due at a moment. */
  due(which: JobQueue, atMicros: number): Job | null {
    return parse(this.sql[which === 'rounds' ? 'dueTick' : 'due'].get(atMicros));
  }

  /** Instances that have five-minute rounds. */
  ticking(): readonly string[] {
    return this.sql.ticking.all().map((row) => (row as { readonly ref: string }).ref);
  }

  find(id: number): Job | null {
    return parse(this.sql.byId.get(id));
  }

  of(ref: string): readonly Job[] {
    return this.sql.byRef.all(ref).flatMap((row) => parse(row) ?? []);
  }

  /** Restores and copies that still have to read their source. */
  waiting(): readonly Job[] {
    return this.sql.waiting.all().flatMap((row) => parse(row) ?? []);
  }

  /** A job whose work is due at `at`. */
  add(job: Pick<Job, 'kind' | 'ref' | 'at'> & { readonly data?: Job['data'] }): void {
    const at = Math.floor(job.at);
    this.sql.add.run(at, at, job.kind, job.ref, JSON.stringify(job.data ?? {}));
  }

  move(id: number, step: Job['step'], atMicros: number): void {
    this.sql.move.run(step, Math.floor(atMicros), id);
  }

  remove(id: number): void {
    this.sql.remove.run(id);
  }
}

function parse(row: object | undefined): Job | null {
  if (!row) return null;
  const { data, ...rest } = row as Omit<Job, 'data'> & { readonly data: string };
  return { ...rest, data: JSON.parse(data) as Job['data'] };
}
