import type { WireItem } from './wire-item.ts';

/** How the partition keys of marks begin; manifests and comparisons leave such items out. */
export const MARK_PREFIX = '_redrill_beacon#';

const DIGITS = 12;

/** The key of one mark: a partition for each series, the number as a text that sorts like it. */
export function markKey(attributes: readonly string[], series: string, seq: number): WireItem {
  const [partition = 'pk', sort] = attributes;
  const number = String(seq).padStart(DIGITS, '0');
  // A table without a sort key has an item for each mark all the same.
  return sort === undefined ? { [partition]: { S: `${MARK_PREFIX}${series}#${number}` } } : { [partition]: { S: `${MARK_PREFIX}${series}` }, [sort]: { S: number } };
}

/** The series and number that a mark's key says; null for what is no mark. */
export function parseMarkKey(partition: string, sort: string | null): { readonly series: string; readonly seq: number } | null {
  if (!partition.startsWith(MARK_PREFIX)) return null;
  const rest = partition.slice(MARK_PREFIX.length);
  const at = sort === null ? rest.lastIndexOf('#') : rest.length;
  const number = sort ?? rest.slice(at + 1);
  return /^\d{12,15}$/.test(number) && at > 0 ? { series: rest.slice(0, at), seq: Number(number) } : null;
}
