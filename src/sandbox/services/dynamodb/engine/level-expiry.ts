import type { LevelChange, Lock } from './dynalite-parts.ts';
import type { Item, TableShape } from './item-engine.ts';
import { expiryOf, jsonOf, keyOf, keys, rangeOf } from './keys.ts';
import { expiryOfItem, type LevelItems } from './level-items.ts';

const PART = 500;

/** Deletes what has expired by a moment, item by item under its lock; an item that was given more time meanwhile stays. */
export async function expireItems({ items, lock }: { readonly items: LevelItems; readonly lock: Lock }, table: TableShape, nowSeconds: number): Promise<number> {
  let deleted = 0;
  const range = { gte: rangeOf('expiry', table.ref).gte, lt: keys.expiry(table.ref, nowSeconds + 1, '') };
  const rows = items.db.iterator(range);
  for (let part = await rows.nextv(PART); part.length > 0; part = await rows.nextv(PART)) {
    for (const [id] of part) deleted += (await expireOne({ items, lock }, table, { id, ...expiryOf(id) })) ? 1 : 0;
  }
  await rows.close();
  return deleted;
}

function expireOne({ items, lock }: { readonly items: LevelItems; readonly lock: Lock }, table: TableShape, { id, key, atSeconds }: { readonly id: string; readonly key: string; readonly atSeconds: number }): Promise<boolean> {
  return new Promise((resolve, reject) => {
    lock(`${table.ref}:${key}`, (release) => {
      const before = items.read(table.ref, key);
      const expired = before !== null && expiryOfItem(table, before.item) === atSeconds;
      // an entry that no item has any more goes by itself
      const written = expired ? items.write([{ table, key, before, after: null }]) : items.write([], [{ type: 'del', key: id }]);
      written.then(() => release(() => resolve(expired))(), (error: unknown) => release(() => reject(error as Error))());
    });
  });
}

export async function nextExpiry({ db }: LevelItems, ref: string): Promise<number | null> {
  const rows = db.iterator({ ...rangeOf('expiry', ref), limit: 1 });
  const [first] = await rows.nextv(1);
  await rows.close();
  return first ? expiryOf(first[0]).atSeconds : null;
}

/** Notes the expiry of all items there are. What a write changes meanwhile it notes itself; a note that is wrong by then is found at its time. */
export async function buildExpiry(items: LevelItems, table: TableShape): Promise<void> {
  await dropExpiry(items, table.ref);
  const rows = items.db.iterator(rangeOf('item', table.ref));
  for (let part = await rows.nextv(PART); part.length > 0; part = await rows.nextv(PART)) {
    await items.write([], part.flatMap(([id, value]): readonly LevelChange[] => {
      const at = expiryOfItem(table, JSON.parse(jsonOf(value)) as Item);
      return at === null ? [] : [{ type: 'put', key: keys.expiry(table.ref, at, keyOf(id)), value: '' }];
    }));
  }
  await rows.close();
}

export async function dropExpiry(items: LevelItems, ref: string): Promise<void> {
  await items.settled();
  await items.db.clear(rangeOf('expiry', ref));
}
