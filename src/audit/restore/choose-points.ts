import { seededRandom } from '#kit/random';
import { secondsBetween } from '#kit/time';
import { LONGEST_CONTINUOUS_DAYS } from '../claims/dr-c4-any-second.ts';
import type { PointFact, StoreFact } from '../facts.ts';
import type { Known } from '../known.ts';
import { servingPoints } from '../points.ts';

/** A point to be restored, and the store that it is one of. */
export interface Chosen {
  readonly store: StoreFact;
  readonly point: PointFact;
  readonly ageDays: number;
}

const DAY_SECONDS = 86_400;

/**
 * Draws points of each store, seeded, out of those that AWS Backup can restore where the store lives. Where some are older than any continuous
 * backup reaches, the first one is drawn among these.
 */
export function choosePoints(known: Known, { count, seed }: { readonly count: number; readonly seed: string }): readonly Chosen[] {
  return known.of('store').flatMap((store) => {
    const near = servingPoints(known, store).filter(({ account, region, copiedFrom }) => account === store.account && region === store.region && copiedFrom === null);
    const aged = near.map((point): Chosen => ({ store, point, ageDays: secondsBetween(point.createdAt, known.scope.at) / DAY_SECONDS })).toSorted((a, b) => (a.point.createdAt < b.point.createdAt ? -1 : 1));
    return draw(aged, count, seededRandom(`${seed}/${store.store}`));
  });
}

function draw(all: readonly Chosen[], count: number, random: () => number): readonly Chosen[] {
  const left = [...all];
  const drawn: Chosen[] = [];
  const old = left.filter(({ ageDays }) => ageDays > LONGEST_CONTINUOUS_DAYS);
  while (drawn.length < count && left.length > 0) {
    const from = drawn.length === 0 && old.length > 0 ? old : left;
    const one = from[Math.floor(random() * from.length)];
    if (one === undefined) break;
    drawn.push(one);
    left.splice(left.indexOf(one), 1);
  }
  return drawn;
}
