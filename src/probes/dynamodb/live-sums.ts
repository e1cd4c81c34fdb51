import type { Binding, DrillContext } from '#contract/modules';
import { RowSum } from '#stores/rds/row-sum';
import type { SavedBucket } from './manifest-file.ts';
import { scanContent } from './scan-content.ts';

/** What the items of each bucket add up to now, in one scan that keeps no item; nothing where there is no table. */
export async function liveSums(context: DrillContext, binding: Pick<Binding, 'resource' | 'region'>): Promise<ReadonlyMap<number, RowSum>> {
  const sums = new Map<number, RowSum>();
  await scanContent(context, binding, { timeToLive: null, each: (item) => {
    let sum = sums.get(item.bucket);
    if (sum === undefined) sums.set(item.bucket, (sum = new RowSum()));
    sum.add(item.digest(), item.sizeBytes);
  } });
  return sums;
}

/** The buckets in which anything differs. */
export function differing(saved: ReadonlyMap<number, Pick<SavedBucket, 'sum'>>, live: ReadonlyMap<number, RowSum>): ReadonlySet<number> {
  return new Set([...new Set([...saved.keys(), ...live.keys()])].filter((bucket) => saved.get(bucket)?.sum !== live.get(bucket)?.digest()));
}
