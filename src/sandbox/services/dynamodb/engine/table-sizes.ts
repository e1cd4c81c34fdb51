import type { LevelChange, LevelDb } from './dynalite-parts.ts';
import type { Item, Size, TableShape, TableSize } from './item-engine.ts';
import { keys, SIZES } from './keys.ts';

interface Sizes {
  items: number;
  bytes: number;
  readonly indexes: Record<string, { items: number; bytes: number }>;
}

/** How many items and bytes tables and their indexes hold; kept with the items in the same batches. */
export class TableSizes {
  private readonly sizeOf: (item: Item) => number;
  private readonly known = new Map<string, Sizes>();
  private readonly dirty = new Set<string>();

  constructor(sizeOf: (item: Item) => number) {
    this.sizeOf = sizeOf;
  }

  async read(db: LevelDb): Promise<void> {
    const rows = db.iterator(SIZES);
    for (let part = await rows.nextv(1000); part.length > 0; part = await rows.nextv(1000)) {
      for (const [key, json] of part) this.known.set(key.slice(1), JSON.parse(json) as Sizes);
    }
    await rows.close();
  }

  get(ref: string): TableSize {
    return this.known.get(ref) ?? { items: 0, bytes: 0, indexes: {} };
  }

  count(table: TableShape, before: Item | null, after: Item | null): void {
    const sizes = this.of(table.ref);
    add(sizes, before && this.sizeOf(before), after && this.sizeOf(after));
    for (const index of [...table.GlobalSecondaryIndexes ?? [], ...table.LocalSecondaryIndexes ?? []]) this.countIndex(table, index, [before, after]);
  }

  /** An item that comes into one index only, because the index is being built. */
  countIndex(table: TableShape, index: NonNullable<TableShape['GlobalSecondaryIndexes']>[number], [before, after]: readonly [Item | null, Item | null]): void {
    const sizes = this.of(table.ref);
    const part = (item: Item | null): number | null => {
      const entry = item && indexEntry(table, index, item);
      return entry && this.sizeOf(entry);
    };
    add((sizes.indexes[index.IndexName] ??= { items: 0, bytes: 0 }), part(before), part(after));
  }

  forget(ref: string, index?: string): void {
    if (index === undefined) this.known.delete(ref);
    else delete this.of(ref).indexes[index];
    this.dirty.add(ref);
  }

  /** Changes of all sizes since the last call. */
  changes(): readonly LevelChange[] {
    const changes = [...this.dirty].map((ref): LevelChange => {
      const sizes = this.known.get(ref);
      return sizes ? { type: 'put', key: keys.size(ref), value: JSON.stringify(sizes) } : { type: 'del', key: keys.size(ref) };
    });
    this.dirty.clear();
    return changes;
  }

  private of(ref: string): Sizes {
    this.dirty.add(ref);
    const known = this.known.get(ref);
    if (known) return known;
    const fresh: Sizes = { items: 0, bytes: 0, indexes: {} };
    this.known.set(ref, fresh);
    return fresh;
  }
}

/** What an index holds of an item; null when the item is not in it. */
export function indexEntry(table: TableShape, { KeySchema, Projection }: NonNullable<TableShape['GlobalSecondaryIndexes']>[number], item: Item): Item | null {
  const own = KeySchema.map(({ AttributeName }) => AttributeName);
  if (!own.every((name) => item[name] !== undefined)) return null;
  if (Projection.ProjectionType === 'ALL') return item;
  const names = new Set([...own, ...table.KeySchema.map(({ AttributeName }) => AttributeName), ...(Projection.NonKeyAttributes ?? [])]);
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name)));
}

function add(size: Size & { items: number; bytes: number }, before: number | null, after: number | null): void {
  size.items += (after === null ? 0 : 1) - (before === null ? 0 : 1);
  size.bytes += (after ?? 0) - (before ?? 0);
}
