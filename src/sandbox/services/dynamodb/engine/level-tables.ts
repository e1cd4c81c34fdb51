import { dynaliteParts, type LevelChange, type Lock } from './dynalite-parts.ts';
import type { TableShape } from './item-engine.ts';
import { keyOf, keys, rangeOf } from './keys.ts';
import type { LevelItems } from './level-items.ts';
import { indexEntry } from './table-sizes.ts';

const PART = 500;

/** Removes a table's items and indexes; with `history` also what they once were. Called again after a kill. */
export async function clearTable(items: LevelItems, ref: string, { history = false }: { readonly history?: boolean } = {}): Promise<void> {
  await items.settled();
  for (const kind of history ? ['item', 'index', 'expiry', 'past'] as const : ['item', 'index', 'expiry'] as const) await items.db.clear(rangeOf(kind, ref));
  items.sizes.forget(ref);
  await items.write([]);
}

/** Fills a global index from the items there are; each is read again under its lock, because writes go on. */
export async function buildIndex({ items, lock }: { readonly items: LevelItems; readonly lock: Lock }, table: TableShape, indexName: string): Promise<void> {
  const index = table.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === indexName);
  if (!index) return;
  await dropIndex(items, table.ref, indexName);
  const rows = items.db.iterator(rangeOf('item', table.ref));
  for (let part = await rows.nextv(PART); part.length > 0; part = await rows.nextv(PART)) {
    const found = part.map(([id]) => keyOf(id));
    await new Promise<void>((resolve, reject) => {
      lock(found.map((key) => `${table.ref}:${key}`), (release) => {
        const changes = found.flatMap((key) => entriesOf(items, { ...table, GlobalSecondaryIndexes: [index], LocalSecondaryIndexes: [] }, key));
        items.write([], changes).then(() => release(resolve)(), (error: unknown) => release(() => reject(error as Error))());
      });
    });
  }
  await rows.close();
}

export async function dropIndex(items: LevelItems, ref: string, indexName: string): Promise<void> {
  await items.settled();
  await items.db.clear(rangeOf('index', ref, `g${indexName}`));
  items.sizes.forget(ref, indexName);
  await items.write([]);
}

/** The entry of one item, unless a write that came meanwhile has made it. */
function entriesOf(items: LevelItems, table: TableShape, key: string): readonly LevelChange[] {
  const item = items.read(table.ref, key)?.item;
  const [index] = table.GlobalSecondaryIndexes ?? [];
  if (!item || !index) return [];
  return dynaliteParts().db.getIndexActions([index], null, item, table).puts.flatMap((put): readonly LevelChange[] => {
    const id = keys.index(table.ref, `g${put.index}`, put.key);
    if (items.db.getSync(id) !== undefined) return [];
    items.sizes.countIndex(table, index, [null, indexEntry(table, index, item) && item]);
    return [{ type: 'put', key: id, value: JSON.stringify(put.item) }];
  });
}
