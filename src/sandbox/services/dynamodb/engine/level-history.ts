import type { LevelChange } from './dynalite-parts.ts';
import type { Image, Item, Position, Size, TableShape } from './item-engine.ts';
import { fromMicrosOf, jsonOf, keyOf, keys, pastOf, rangeOf, stamped } from './keys.ts';
import type { LevelItems } from './level-items.ts';

const PART = 1000;

/** The items of a table as they were at a moment: those that are still as they were, and what others were then. Writes go on meanwhile. */
export async function* imagesAt({ db }: LevelItems, { ref, positionMicros, below = null }: Position): AsyncGenerator<readonly Image[]> {
  const snapshot = db.snapshot();
  const wanted = (key: string): boolean => below === null || key < below;
  try {
    for (const kind of ['item', 'past'] as const) {
      const rows = db.iterator({ ...rangeOf(kind, ref), snapshot });
      try {
        for (let part = await rows.nextv(PART); part.length > 0; part = await rows.nextv(PART)) {
          const images = part.flatMap(([id, value]): readonly Image[] => {
            if (fromMicrosOf(value) > positionMicros) return [];
            const { key, untilMicros } = kind === 'item' ? { key: keyOf(id), untilMicros: Infinity } : pastOf(id);
            return untilMicros > positionMicros && wanted(key) ? [{ key, json: jsonOf(value) }] : [];
          });
          if (images.length > 0) yield images;
        }
      } finally {
        await rows.close();
      }
    }
  } finally {
    await snapshot.close();
  }
}

/** Puts images into a table: items, index entries, sizes. */
export async function loadImages(items: LevelItems, table: TableShape, images: AsyncIterable<readonly Image[]>): Promise<Size> {
  for await (const part of images) {
    const changes: LevelChange[] = [];
    const atMicros = items.mark();
    for (const { key, json } of part) {
      const after = JSON.parse(json) as Item;
      items.sizes.count(table, null, after);
      changes.push({ type: 'put', key: keys.item(table.ref, key), value: stamped(atMicros, json) }, ...items.besides(table, key, { before: null, after }));
    }
    await items.write([], changes);
  }
  return items.sizes.get(table.ref);
}

/** Forgets what items once were, where nothing needs it; the number of images that stay. */
export async function trimPast(items: LevelItems, ref: string, needed: (fromMicros: number, untilMicros: number) => boolean): Promise<number> {
  let left = 0;
  const rows = items.db.iterator(rangeOf('past', ref));
  try {
    for (let part = await rows.nextv(PART); part.length > 0; part = await rows.nextv(PART)) {
      const gone = part.filter(([id, value]) => !needed(fromMicrosOf(value), pastOf(id).untilMicros)).map(([key]): LevelChange => ({ type: 'del', key }));
      left += part.length - gone.length;
      if (gone.length > 0) await items.write([], gone);
    }
  } finally {
    await rows.close();
  }
  return left;
}
