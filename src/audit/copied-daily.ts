import { humanDuration } from '#kit/durations';
import { secondsBetween } from '#kit/time';
import { confirmed, open, refuted } from './answer.ts';
import type { Answer } from './answer.ts';
import { DAY_SECONDS } from './daily.ts';
import type { StoreFact } from './facts.ts';
import type { Known } from './known.ts';
import { waysOf } from './points.ts';
import { keyServes } from './key-serves.ts';

interface Place {
  readonly account: string;
  readonly region: string;
}

export interface CopyQuestion {
  /** In words, for the reasons. */
  readonly where: string;
  there(store: StoreFact, place: Place): boolean;
  /** Which stores it is asked of; all where it is absent. */
  readonly of?: (store: StoreFact) => boolean;
}

/** A copy of yesterday's point serves until today's has been made and copied: the job, its start window and the copy come on top of a day. */
const LATEST_SECONDS = DAY_SECONDS + 12 * 3600;

/** DR-C7 and DR-C9: every store has a copy elsewhere that is fresh and whose key can open it. */
export function copiedDaily(known: Known, question: CopyQuestion): Answer {
  const stores = known.of('store').filter((store) => question.of?.(store) ?? true);
  if (stores.length === 0) return open('the config names no store that this is said of');
  const answers = stores.map((store) => ofStore(known, store, question));
  for (const result of ['refuted', 'open'] as const) {
    const such = answers.filter((one) => one.result === result);
    if (such.length > 0) return { result, why: such.map(({ why }) => why).join('; '), rests: such.flatMap(({ rests }) => rests) };
  }
  return confirmed(`the newest copies in ${question.where} are ${answers.map(({ why }) => why).join(', ')}`, answers.flatMap(({ rests }) => rests));
}

function ofStore(known: Known, store: StoreFact, { where, there }: CopyQuestion): Answer {
  if (store.gap !== null) return open(`${store.store} could not be read: ${store.gap}`, [store]);
  const followed = replicaOf(known, store, there);
  const newest = waysOf(known, store).flatMap((way) => way.moments.slice(-1)).filter(({ rests }) => there(store, placeOf(known, rests.id))).toSorted((a, b) => secondsBetween(b.holds, a.holds))[0];
  if (newest === undefined) return followed ?? refuted(`${store.store} has no finished copy in ${where}`, [store]);
  const age = secondsBetween(newest.holds, known.scope.at);
  if (age > LATEST_SECONDS) return followed ?? refuted(`the newest copy of ${store.store} in ${where} is ${humanDuration(age)} old`, [newest.rests]);
  const key = keyServes(known, newest.rests.id);
  if (key.why !== null) return refuted(`the newest copy of ${store.store} in ${where} cannot be opened: ${key.why}`, [newest.rests, ...key.rests]);
  return confirmed(`${store.store} ${humanDuration(age)} old`, [newest.rests, ...key.rests]);
}

/** Source files that a bucket elsewhere follows: no point with an age, but everything that landed. */
function replicaOf(known: Known, store: StoreFact, there: CopyQuestion['there']): Answer | null {
  const sources = known.scope.stores.find(({ id }) => id === store.store)?.backups.filter(({ kind }) => kind === 'source-files').map(({ resource }) => resource) ?? [];
  for (const bucket of known.of('bucket').filter(({ name }) => sources.includes(name))) {
    const replica = known.of('bucket').find((one) => bucket.replicas.some((to) => to.bucket === one.name) && there(store, one));
    if (replica !== undefined) return confirmed(`${store.store} by replication of its source files into ${replica.name}`, [bucket, replica]);
  }
  return null;
}

function placeOf(known: Known, id: string): Place {
  return [...known.of('point'), ...known.of('other-points')].find((one) => one.id === id) ?? { account: '', region: '' };
}
