import { confirmed, named, open, refuted } from '../answer.ts';
import type { Answer, ClaimModule } from '../answer.ts';
import type { StoreFact, WindowFact } from '../facts.ts';
import type { Known } from '../known.ts';
import { servingPoints } from '../points.ts';

/** What the documents promise. */
export const PROMISED_DAYS = 120;

/** The most that AWS keeps of continuous backups (RDS, Aurora, S3 and DynamoDB alike); EFS and EBS have none (platform.md, DR-C4). */
export const LONGEST_CONTINUOUS_DAYS = 35;

/** DR-C4: restoration to any moment of the last 120 days, taken as it is written. */
export const anySecond: ClaimModule = { id: 'DR-C4', needs: ['store', 'window', 'point'], judge };

function judge(known: Known): Answer {
  const stores = known.of('store').filter(({ gap }) => gap === null);
  if (stores.length === 0) return open('no store of the config was found in the account');
  const reach = stores.map((store) => ({ store, window: longest(known, store) }));
  const short = reach.filter(({ window }) => (window?.days ?? 0) < PROMISED_DAYS);
  const rests = reach.map(({ store, window }): StoreFact | WindowFact => window ?? store);
  if (short.length === 0) return confirmed(`every store can be brought to any second of the last ${PROMISED_DAYS} days`, rests);
  const some = short.filter(({ window }) => window !== null).map(({ store, window }) => `${store.store} ${window?.days ?? 0} days`);
  const none = short.filter(({ window }) => window === null).map(({ store }) => store.store);
  const kept = keptDays(known, stores);
  const parts = [
    ...(some.length > 0 ? [`any second reaches back ${named(some)} only (AWS keeps continuous backups for at most ${LONGEST_CONTINUOUS_DAYS} days)`] : []),
    ...(none.length > 0 ? [`${named(none)} cannot be brought to any second at all`] : []),
    kept === null ? 'and no vault holds a point beyond that' : `and beyond that only daily points remain, kept for ${kept} days`,
  ];
  return refuted(parts.join('; '), rests);
}

function longest(known: Known, { store }: StoreFact): WindowFact | null {
  return known.of('window').filter((one) => one.store === store && one.days > 0).toSorted((a, b) => b.days - a.days)[0] ?? null;
}

/** The longest retention of any daily point; null where there is none. */
function keptDays(known: Known, stores: readonly StoreFact[]): number | null {
  const days = stores.flatMap((store) => servingPoints(known, store).flatMap(({ keptDays: kept }) => (kept === null ? [] : [kept])));
  return days.length === 0 ? null : Math.max(...days);
}
