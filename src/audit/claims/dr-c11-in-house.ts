import { earlierAnswer } from '../earlier-answer.ts';
import { named, open, refuted } from '../answer.ts';
import type { Answer, ClaimModule } from '../answer.ts';
import { storesOf } from '../known.ts';
import type { Known } from '../known.ts';
import { otherPointsOf } from '../points.ts';

/** DR-C11: OpenSearch is covered by an in-house process. The account shows what it could rest on; that it runs to its end only a drill shows. */
export const inHouse: ClaimModule = { id: 'DR-C11', needs: ['store', 'other-points', 'bucket'], judge };

function judge(known: Known): Answer {
  const stores = storesOf(known, 'opensearch');
  if (stores.length === 0) return open('no store of the config is a search domain');
  const lost = stores.filter(({ gap }) => gap !== null);
  if (lost.length > 0) return open(named(lost.map(({ store, gap }) => `${store} could not be read: ${gap ?? ''}`)), lost);
  const bases = stores.map((store) => ({ store, base: otherPointsOf(known, store).filter(({ points }) => points.some(({ status }) => status === 'completed')) }));
  const bare = bases.filter(({ base }) => base.length === 0);
  if (bare.length > 0) return refuted(named(bare.map(({ store }) => `${store.store} has neither source files nor a finished snapshot: there is nothing to make the index from`)), bare.map(({ store }) => store));
  const earlier = earlierAnswer(known, 'DR-C11');
  return open(`${named(bases.flatMap(({ base }) => base.map(({ backup, points }) => `${backup} (${points.length} points)`)))} could serve; that the process runs from end to end only a drill shows (${earlier.text})`, [...bases.flatMap(({ base }) => base), ...earlier.rests]);
}
