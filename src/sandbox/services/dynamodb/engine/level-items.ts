import type { DynaliteDb, LevelChange, LevelDb } from './dynalite-parts.ts';
import type { Item, TableDirectory, TableShape } from './item-engine.ts';
import { fromMicrosOf, jsonOf, keys, stamped } from './keys.ts';
import { TableSizes } from './table-sizes.ts';
import { WriteQueue } from './write-queue.ts';

/** An item as it lies in the store. */
export interface Stored {
  /** With the moment since when. */
  readonly value: string;
  readonly item: Item;
}

/** What one write does to one item. */
export interface Change {
  readonly table: TableShape;
  readonly key: string;
  readonly before: Stored | null;
  readonly after: Item | null;
}

/** Items with their history, index entries, expiry times and sizes: every write changes all of them in one batch. */
export class LevelItems {
  readonly db: LevelDb;
  readonly sizes: TableSizes;
  private readonly dynalite: DynaliteDb;
  private readonly directory: TableDirectory;
  private readonly nowMicros: () => number;
  private readonly queue: WriteQueue;
  private last = 0;

  constructor({ db, dynalite, directory, nowMicros }: { readonly db: LevelDb; readonly dynalite: DynaliteDb; readonly directory: TableDirectory; readonly nowMicros: () => number }) {
    this.db = db;
    this.dynalite = dynalite;
    this.directory = directory;
    this.nowMicros = nowMicros;
    this.sizes = new TableSizes((item) => dynalite.itemSize(item));
    this.queue = new WriteQueue(db, () => this.sizes.changes());
  }

  read(ref: string, key: string): Stored | null {
    const value = this.db.getSync(keys.item(ref, key));
    return value === undefined ? null : { value, item: JSON.parse(jsonOf(value)) as Item };
  }

  /** A moment that no write so far lies after. */
  mark(): number {
    return this.tick();
  }

  /** Keeps all changes or none; they get the same moment. `further` goes into the same batch. */
  write(changes: readonly Change[], further: readonly LevelChange[] = []): Promise<void> {
    const atMicros = this.tick();
    return this.queue.write([...changes.flatMap((change) => this.levelChanges(change, atMicros)), ...further]);
  }

  settled(): Promise<void> {
    return this.queue.settled();
  }

  /** Index entries and expiry of an item that replaces another. */
  besides(table: TableShape, key: string, { before, after }: { readonly before: Item | null; readonly after: Item | null }): readonly LevelChange[] {
    return [...this.indexChanges(table, before, after), ...this.expiryChanges(table, key, { before, after })];
  }

  private levelChanges({ table, key, before, after }: Change, atMicros: number): readonly LevelChange[] {
    this.sizes.count(table, before?.item ?? null, after);
    const itemKey = keys.item(table.ref, key);
    return [
      after ? { type: 'put', key: itemKey, value: stamped(atMicros, JSON.stringify(after)) } : { type: 'del', key: itemKey },
      ...(before && this.directory.keeps(table.ref, fromMicrosOf(before.value)) ? [{ type: 'put', key: keys.past(table.ref, key, atMicros), value: before.value } as const] : []),
      ...this.besides(table, key, { before: before?.item ?? null, after }),
    ];
  }

  private indexChanges(table: TableShape, before: Item | null, after: Item | null): readonly LevelChange[] {
    return [{ kind: 'g', indexes: table.GlobalSecondaryIndexes }, { kind: 'l', indexes: table.LocalSecondaryIndexes }].flatMap(({ kind, indexes }) => {
      if (!indexes || indexes.length === 0) return [];
      const { puts, deletes } = this.dynalite.getIndexActions(indexes, before, after, table);
      return [
        ...deletes.map(({ index, key }): LevelChange => ({ type: 'del', key: keys.index(table.ref, kind + index, key) })),
        ...puts.map(({ index, key, item }): LevelChange => ({ type: 'put', key: keys.index(table.ref, kind + index, key), value: JSON.stringify(item) })),
      ];
    });
  }

  private expiryChanges(table: TableShape, key: string, { before, after }: { readonly before: Item | null; readonly after: Item | null }): readonly LevelChange[] {
    if (table.ttlAttribute === null) return [];
    const [was, is] = [expiryOfItem(table, before), expiryOfItem(table, after)];
    if (is !== null) this.directory.expires(table.ref, is);
    if (was === is) return [];
    return [
      ...(was === null ? [] : [{ type: 'del', key: keys.expiry(table.ref, was, key) } as const]),
      ...(is === null ? [] : [{ type: 'put', key: keys.expiry(table.ref, is, key), value: '' } as const]),
    ];
  }

  private tick(): number {
    this.last = Math.max(this.last + 1, Math.floor(this.nowMicros()));
    return this.last;
  }
}

/** Epoch seconds when an item expires; null when it does not. Only numbers count, as on AWS. */
export function expiryOfItem(table: TableShape, item: Item | null): number | null {
  const text = table.ttlAttribute === null ? undefined : item?.[table.ttlAttribute]?.['N'];
  const seconds = typeof text === 'string' ? Math.floor(Number(text)) : Number.NaN;
  return Number.isFinite(seconds) && seconds >= 0 && seconds < 1e11 ? seconds : null;
}
