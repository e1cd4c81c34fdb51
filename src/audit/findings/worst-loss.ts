import { humanDuration } from '#kit/durations';
import type { StoreFact } from '../facts.ts';
import type { Known } from '../known.ts';
import { waysOf, worstLoss } from '../points.ts';
import type { Way, Worst } from '../points.ts';
import { finding } from './finding.ts';
import type { AuditFinding } from './finding.ts';

const AFTER: Readonly<Record<Way['reach'], string>> = { here: 'the resource alone', region: 'its region', account: 'its account' };
const REACHES = ['here', 'region', 'account'] as const;

/** What a kind of loss would cost at its worst. */
interface Loss {
  readonly reach: Way['reach'];
  readonly way: Way;
  readonly worst: Worst;
}

/** The worst RPO of each store over the look-back window: longest gap between finished points, duration of the job and lag of the copy, for each kind of loss. */
export function worstLosses(known: Known): readonly AuditFinding[] {
  return known.of('store').filter(({ gap }) => gap === null).flatMap((store) => ofStore(known, store));
}

function ofStore(known: Known, store: StoreFact): readonly AuditFinding[] {
  const losses = REACHES.flatMap((reach) => bestOf(known, store, reach) ?? []);
  const [most] = losses.toSorted((a, b) => b.worst.seconds - a.worst.seconds);
  if (most === undefined) return [];
  const missed = known.scope.objectives.filter(({ rpoSeconds }) => most.worst.seconds > rpoSeconds);
  if (missed.length === 0) return [];
  const window = known.of('window').find((one) => one.store === store.store && one.days > 0);
  return [finding({
    cause: 'rpo-worst',
    severity: missed.some(({ source }) => source === 'documented') ? 'high' : 'medium',
    title: `${store.store} could lose ${humanDuration(most.worst.seconds)} of writes`,
    detail: [
      'Gap between finished points, duration of the job and lag of the copy together:',
      losses.map(({ reach, way, worst }) => `after a loss of ${AFTER[reach]} ${humanDuration(worst.seconds)} (${way.name}, from ${worst.from} to ${worst.until})`).join('; '),
      `Over the RPO of ${missed.map(({ source, rpoSeconds }) => `${humanDuration(rpoSeconds)} (${source})`).join(' and ')}.`,
      ...(window === undefined ? [] : [`By ${window.how} it would lose minutes, while the resource and its region live.`]),
    ].join(' '),
    claim: 'DR-C2',
    store: store.store,
    edit: 'Restore by point-in-time recovery where it is on; for a loss of the region or the account replicate, or back up and copy more often than daily.',
    rests: losses.flatMap(({ worst }) => worst.rests),
  })];
}

/** A strike loses what the best way of that reach does not hold. */
function bestOf(known: Known, store: StoreFact, reach: Way['reach']): Loss | null {
  const measured = waysOf(known, store).filter((way) => way.reach === reach).flatMap((way): readonly Loss[] => {
    const worst = worstLoss(way, known.scope);
    return worst === null ? [] : [{ reach, way, worst }];
  });
  return measured.toSorted((a, b) => a.worst.seconds - b.worst.seconds)[0] ?? null;
}
