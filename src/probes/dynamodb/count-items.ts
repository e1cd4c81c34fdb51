import type { AwsAccess } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import { itemName } from '#stores/dynamodb/item-name';
import { MARK_PREFIX } from '#stores/dynamodb/mark-key';
import { PageScanner } from '#stores/dynamodb/page-scanner';
import { withItems } from '#stores/dynamodb/with-dynamodb';

export interface Counting {
  readonly access: AwsAccess;
  readonly table: string;
  readonly key: readonly string[];
  /** How partition keys begin. */
  readonly kinds: readonly string[];
  /** Attribute with a time (ISO, UTC). */
  readonly newestIn: string | null;
}

/** How many items there are, marks left out. */
export interface Counted {
  readonly items: number;
  /** Bytes as DynamoDB counts them, marks included. */
  readonly bytes: number;
  readonly byKind: ReadonlyMap<string, number>;
  readonly newest: string | null;
  /** The item that is the newest. */
  readonly newestOf: string | null;
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/;

/** Counts by one scan of whole items, so that their bytes can be held against what a point says it holds. */
export async function countItems({ signal }: Pick<DrillContext, 'signal'>, { access, table, key, kinds, newestIn }: Counting): Promise<Counted> {
  const also = newestIn === null || key.includes(newestIn) ? [] : [newestIn];
  const byKind = new Map(kinds.map((kind) => [kind, 0]));
  const found: { items: number; bytes: number; newest: string | null; newestOf: string | null } = { items: 0, bytes: 0, newest: null, newestOf: null };
  await withItems(access, (items) => items.scan(table, { scanner: new PageScanner({ key, also }), signal }, (item) => {
    found.bytes += item.weight;
    if (item.begins(0, MARK_PREFIX)) return;
    const partition = item.text(0) ?? '';
    found.items += 1;
    for (const kind of kinds) if (partition.startsWith(kind)) byKind.set(kind, (byKind.get(kind) ?? 0) + 1);
    const at = also.length === 0 ? null : item.text(key.length);
    if (at === null || !ISO.test(at) || (found.newest !== null && at <= found.newest)) return;
    found.newest = at;
    found.newestOf = itemName(key.map((_, i) => item.text(i) ?? ''));
  }));
  return { ...found, byKind };
}
