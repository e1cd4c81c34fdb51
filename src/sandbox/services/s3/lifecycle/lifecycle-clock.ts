import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { DAY_MICROS } from '../dates.ts';

/** When the rules run next, kept in the catalogue so that a restart neither skips nor repeats a midnight. */
export class LifecycleClock {
  private readonly sql: Record<'read' | 'write' | 'anyRules', StatementSync>;

  constructor(db: DatabaseSync) {
    this.sql = {
      read: db.prepare('SELECT midnight FROM s3_lifecycle_run'),
      write: db.prepare('INSERT INTO s3_lifecycle_run (one, midnight) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET midnight = excluded.midnight'),
      anyRules: db.prepare("SELECT 1 FROM s3_bucket WHERE json_extract(settings, '$.lifecycle') IS NOT NULL LIMIT 1"),
    };
  }

  /** The next midnight at which rules run; null while no bucket has any. */
  next(): number | null {
    if (!this.hasRules()) return null;
    const last = this.sql.read.get() as { readonly midnight: number } | undefined;
    return last ? last.midnight + DAY_MICROS : null;
  }

  hasRules(): boolean {
    return this.sql.anyRules.get() !== undefined;
  }

  /** Everything up to the midnight before this moment is done. */
  doneUntil(micros: number): void {
    this.sql.write.run(Math.floor(micros / DAY_MICROS) * DAY_MICROS);
  }
}
