import { listPrefixes } from './list-walk.ts';
import type { ListWalk } from './list-walk.ts';
import { compareUtf8 } from './utf8-order.ts';

const MOST_POINTS = 64;
const MOST_LEVELS = 4;

/**
 * Keys at which the rest of a listing (everything after `last`) can be cut into pieces of similar size: common prefixes up to `/`.
 * Any key is a correct cut, for segments are half-open ranges; good ones only make them even. Empty when the keys have no folders.
 */
export async function splitPoints(walk: ListWalk, last: string): Promise<readonly string[]> {
  let { prefix } = walk;
  for (let level = 0; level < MOST_LEVELS; level += 1) {
    const { commonPrefixes } = await listPrefixes({ ...walk, prefix, after: undefined, delimiter: '/' });
    const later = commonPrefixes.filter((name) => compareUtf8(name, last) > 0 && (walk.until === undefined || compareUtf8(name, walk.until) < 0)).sort(compareUtf8);
    if (later.length > 1) return evenly(later, MOST_POINTS);
    const inside = commonPrefixes.find((name) => last.startsWith(name));
    if (inside === undefined) return later;
    prefix = inside;
  }
  return [];
}

function evenly(names: readonly string[], most: number): readonly string[] {
  if (names.length <= most) return names;
  return Array.from({ length: most }, (_, i) => names[Math.floor((i * names.length) / most)] ?? '');
}
