/** Parts that the items of a table fall into by their key, so that two tables are compared part by part. */
export const BUCKETS = 4096;

/** Buckets that are sorted at once. */
const GROUP = 64;
export const GROUPS = BUCKETS / GROUP;

/** The bucket of an item by the hash of its key (`PassingItem.keyHash`). */
export function bucketOf(keyHash: number): number {
  return keyHash % BUCKETS;
}

export function groupOf(bucket: number): number {
  return Math.floor(bucket / GROUP);
}

/** The buckets of one group. */
export function bucketsOf(group: number): readonly number[] {
  return Array.from({ length: GROUP }, (_, i) => group * GROUP + i);
}
