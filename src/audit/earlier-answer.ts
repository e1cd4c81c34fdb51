import type { EarlierFact } from './facts.ts';
import type { Known } from './known.ts';

/** Which drill said something of a claim, for those that settings cannot show. */
export function earlierAnswer(known: Known, claim: string): { readonly text: string; readonly rests: readonly EarlierFact[] } {
  const runs = known.of('earlier').filter((one) => one.claim === claim);
  const newest = runs.findLast(({ result }) => result !== 'open') ?? runs.at(-1);
  if (newest === undefined) return { text: 'no run in the results folder has looked at it', rests: [] };
  return { text: `run ${newest.run} says ${newest.result}: ${newest.why}`, rests: [newest] };
}
