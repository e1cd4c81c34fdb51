import { humanDuration } from '#kit/durations';
import { confirmed, open, refuted } from '../answer.ts';
import type { Answer, ClaimModule } from '../answer.ts';
import type { StoreFact } from '../facts.ts';
import type { Known } from '../known.ts';
import { longestGap, waysOf } from '../points.ts';
import { DAY_SECONDS, SLACK_SECONDS } from '../daily.ts';
import { takenBy } from '../taken-by.ts';

/** DR-C2: every store is backed up daily. The longest gap between finished points that the schedule made, over the look-back window. */
export const daily: ClaimModule = { id: 'DR-C2', needs: ['store', 'plan', 'point', 'other-points'], judge };

function judge(known: Known): Answer {
  const answers = known.of('store').map((store) => ofStore(known, store));
  if (answers.length === 0) return open('the config names no store');
  const rests = answers.flatMap((one) => one.rests);
  const wrong = answers.filter(({ result }) => result === 'refuted');
  if (wrong.length > 0) return refuted(wrong.map(({ why }) => why).join('; '), wrong.flatMap((one) => one.rests));
  const unclear = answers.filter(({ result }) => result === 'open');
  if (unclear.length > 0) return open(unclear.map(({ why }) => why).join('; '), rests);
  return confirmed(`no gap between finished scheduled points was over a day (${answers.map(({ why }) => why).join('; ')})`, rests);
}

/** One way that is daily and goes on is enough for a store. */
function ofStore(known: Known, store: StoreFact): Answer {
  if (store.gap !== null) return open(`${store.store} could not be read: ${store.gap}`, [store]);
  const ways = waysOf(known, store).filter(({ moments, reach, vaultArn }) => moments.length > 0 && (vaultArn === null || reach === 'here'));
  if (ways.length === 0) return refuted(`${store.store} has no finished point that a schedule made`, [store]);
  const going = ways.filter(({ vaultArn }) => vaultArn === null || takenBy(known, store).some(({ rule }) => vaultArn.endsWith(`:${rule.vault}`)));
  if (going.length === 0) return refuted(`${store.store} has points, and no plan takes it any more`, [store, ...ways.flatMap(({ moments }) => moments.slice(-1).map(({ rests }) => rests))]);
  const measured = going.flatMap((way) => {
    const gap = longestGap(way, known.scope);
    return gap === null ? [] : [{ way, gap }];
  }).toSorted((a, b) => a.gap.seconds - b.gap.seconds);
  const [best] = measured;
  if (best === undefined) return refuted(`${store.store} has no finished point within the window`, [store]);
  const told = `${store.store} ${humanDuration(best.gap.seconds)} in ${best.way.name}`;
  if (best.gap.seconds > DAY_SECONDS + SLACK_SECONDS) return refuted(`the longest gap of ${told}, from ${best.gap.from} to ${best.gap.until}`, best.gap.rests);
  return best.way.moments.length < 2 ? open(`${store.store} has one finished point: a gap needs two`, best.gap.rests) : confirmed(told, best.gap.rests);
}
