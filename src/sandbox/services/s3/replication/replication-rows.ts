import type { StatementSync } from 'node:sqlite';
import { DURATION_MODELS, modelledSeconds } from '#kit/duration-models';
import type { Catalogue } from '../../../service.ts';
import { openSettings, SETTINGS_TABLE } from '../../../settings.ts';
import type { ReplicationTarget } from '../bucket.ts';

/**
 * One version on its way to one bucket; `due` null: it is there or will never be (`failed`), while other destinations of it are still waited for.
 * A negative one is halted: it was due then, and goes on when its way is free.
 */
export interface Replication {
  readonly id: number;
  readonly bucket: number;
  readonly key: string;
  readonly version: string;
  readonly role: string;
  readonly target: ReplicationTarget;
}

export type NewReplication = Omit<Replication, 'id'> & { readonly sizeBytes: number; readonly atMicros: number };

const COLUMNS = 'id, bucket, key, version, role, target';

/** What waits to be replicated, in the order of drill time; a version never overtakes an older one of its key. */
export class ReplicationRows {
  private readonly catalogue: Catalogue;
  private readonly sql: Record<'add' | 'latest' | 'next' | 'due' | 'halt' | 'resume' | 'settle' | 'open' | 'failed' | 'drop', StatementSync>;
  private settings: ReturnType<typeof openSettings> | null = null;
  private queued: () => void = () => undefined;

  constructor(catalogue: Catalogue) {
    this.catalogue = catalogue;
    const { db } = catalogue;
    this.sql = {
      add: db.prepare('INSERT INTO s3_replication (bucket, key, version, role, destination, target, due) VALUES (?, ?, ?, ?, ?, ?, ?)'),
      latest: db.prepare('SELECT max(abs(due)) AS due FROM s3_replication WHERE bucket = ? AND key = ? AND destination = ?'),
      next: db.prepare('SELECT min(due) AS due FROM s3_replication WHERE due > 0'),
      due: db.prepare(`SELECT ${COLUMNS} FROM s3_replication WHERE due > 0 AND due <= ? ORDER BY due, id LIMIT 200`),
      halt: db.prepare('UPDATE s3_replication SET due = -due WHERE id = ? AND due > 0'),
      resume: db.prepare('UPDATE s3_replication SET due = -due WHERE due < 0'),
      settle: db.prepare('UPDATE s3_replication SET due = NULL, failed = ? WHERE id = ?'),
      open: db.prepare('SELECT count(*) AS open FROM s3_replication WHERE bucket = ? AND key = ? AND version = ? AND due IS NOT NULL'),
      failed: db.prepare('SELECT max(failed) AS failed FROM s3_replication WHERE bucket = ? AND key = ? AND version = ?'),
      drop: db.prepare('DELETE FROM s3_replication WHERE bucket = ? AND key = ? AND version = ?'),
    };
  }

  /** Told whenever something new waits. */
  listen(queued: () => void): void {
    this.queued = queued;
  }

  /** Inside a change. */
  add({ bucket, key, version, role, target, sizeBytes, atMicros }: NewReplication): void {
    const lag = modelledSeconds(DURATION_MODELS['s3-replication'], { objects: 1, bytes: sizeBytes }) * this.factor() * 1_000_000;
    const before = (this.sql.latest.get(bucket, key, target.bucket) as { readonly due: number | null }).due ?? 0;
    this.sql.add.run(bucket, key, version, role, target.bucket, JSON.stringify(target), Math.max(before, Math.round(atMicros + lag)));
    this.queued();
  }

  next(): number | null {
    return (this.sql.next.get() as { readonly due: number | null }).due;
  }

  /** The first that are due, oldest first. */
  due(atMicros: number): readonly Replication[] {
    return (this.sql.due.all(atMicros) as unknown as readonly (Omit<Replication, 'target'> & { readonly target: string })[]).map((row) => ({ ...row, target: JSON.parse(row.target) as ReplicationTarget }));
  }

  /** It cannot cross: it waits, with everything of its key that comes later. Inside a change. */
  halt({ id }: Replication): void {
    this.sql.halt.run(id);
  }

  /** Everything that waits is due as it was; what still cannot cross halts again. */
  resume(): void {
    this.catalogue.transaction(() => this.sql.resume.run());
  }

  /** One destination is done with; the status of the version once all are, else null. Inside a change. */
  settle({ id, bucket, key, version }: Replication, ok: boolean): 'COMPLETED' | 'FAILED' | null {
    this.sql.settle.run(ok ? 0 : 1, id);
    if ((this.sql.open.get(bucket, key, version) as { readonly open: number }).open > 0) return null;
    const { failed } = this.sql.failed.get(bucket, key, version) as { readonly failed: number };
    this.sql.drop.run(bucket, key, version);
    return failed === 0 ? 'COMPLETED' : 'FAILED';
  }

  private factor(): number {
    if (this.settings === null) {
      this.catalogue.db.exec(SETTINGS_TABLE);
      this.settings = openSettings(this.catalogue);
    }
    return this.settings.get('duration-factor');
  }
}
