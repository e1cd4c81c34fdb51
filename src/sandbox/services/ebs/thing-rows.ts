import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Place } from '../../service.ts';
import type { Thing } from './model.ts';

/** The things of one kind. Only inside a transaction may they be put or removed. */
export class ThingRows<T extends Thing> {
  private readonly kind: string;
  private readonly sql: Record<'find' | 'list' | 'all' | 'due' | 'next' | 'put' | 'remove', StatementSync>;

  constructor(db: DatabaseSync, kind: string) {
    this.kind = kind;
    this.sql = {
      find: db.prepare('SELECT body FROM ebs_thing WHERE kind = ? AND id = ?'),
      list: db.prepare('SELECT body FROM ebs_thing WHERE kind = ? AND account = ? AND region = ? ORDER BY id'),
      all: db.prepare('SELECT body FROM ebs_thing WHERE kind = ? ORDER BY id'),
      due: db.prepare('SELECT body FROM ebs_thing WHERE kind = ? AND due <= ? ORDER BY due, id LIMIT 1'),
      next: db.prepare('SELECT min(due) AS due FROM ebs_thing WHERE kind = ? AND due IS NOT NULL'),
      put: db.prepare('INSERT INTO ebs_thing (kind, id, account, region, due, body) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET due = excluded.due, body = excluded.body'),
      remove: db.prepare('DELETE FROM ebs_thing WHERE kind = ? AND id = ?'),
    };
  }

  find(id: string): T | null {
    return parsed<T>(this.sql.find.get(this.kind, id));
  }

  /** An account's things in a region. */
  list({ account, region }: Place): readonly T[] {
    return this.sql.list.all(this.kind, account, region).flatMap((row) => parsed<T>(row) ?? []);
  }

  all(): readonly T[] {
    return this.sql.all.all(this.kind).flatMap((row) => parsed<T>(row) ?? []);
  }

  firstDue(atMicros: number): T | null {
    return parsed<T>(this.sql.due.get(this.kind, Math.floor(atMicros)));
  }

  nextDue(): number | null {
    return (this.sql.next.get(this.kind) as { readonly due: number | null }).due;
  }

  put(thing: T): T {
    const whole = { ...thing, due: thing.due === null ? null : Math.floor(thing.due) };
    this.sql.put.run(this.kind, thing.id, thing.account, thing.region, whole.due, JSON.stringify(whole));
    return whole;
  }

  remove(id: string): void {
    this.sql.remove.run(this.kind, id);
  }
}

function parsed<T>(row: object | undefined): T | null {
  return row === undefined ? null : JSON.parse((row as { readonly body: string }).body) as T;
}
