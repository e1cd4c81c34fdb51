import { earlierAnswer } from '../earlier-answer.ts';
import { confirmed, named, open, refuted } from '../answer.ts';
import type { Answer, ClaimModule } from '../answer.ts';
import { storesOf } from '../known.ts';
import type { Known } from '../known.ts';

/** DR-C8: file versioning is on in every bucket that is a store, and no rule deletes older versions at once. */
export const versioning: ClaimModule = { id: 'DR-C8', needs: ['store', 'bucket'], judge };

function judge(known: Known): Answer {
  const stores = storesOf(known, 's3');
  if (stores.length === 0) return open('no store of the config is a bucket');
  const lost = stores.filter(({ gap }) => gap !== null);
  if (lost.length > 0) return open(`${named(lost.map(({ store, gap }) => `${store} could not be read: ${gap ?? ''}`))}`, lost);
  const off = stores.filter(({ posture }) => posture['versioning'] !== 'Enabled');
  if (off.length > 0) return refuted(named(off.map(({ store, resource, posture }) => `versioning of ${store} (${resource ?? ''}) is ${String(posture['versioning'] ?? 'unknown')}`)), off);
  const buckets = known.of('bucket').filter(({ name }) => stores.some(({ resource }) => resource === name));
  const kept = buckets.map(({ name, noncurrentDays }) => `${name}: deleted objects can be brought back for ${noncurrentDays === null ? 'as long as nobody deletes their versions' : `${noncurrentDays} days`}`);
  return confirmed(`versioning is on (${named(kept)}); that deleted objects really come back is shown by a drill: ${earlierAnswer(known, 'DR-C8').text}`, [...stores, ...buckets, ...earlierAnswer(known, 'DR-C8').rests]);
}
