import type { Objectives } from '#contract/events';

/** One target of time and the sets of objectives that have it. */
export interface Target {
  readonly seconds: number;
  readonly sources: readonly string[];
}

/** The different targets of a run, the strictest first. */
export function targetsOf(objectives: readonly Objectives[], key: 'rtoSeconds' | 'rpoSeconds'): readonly Target[] {
  const sets = new Map<number, string[]>();
  for (const set of objectives) sets.set(set[key], [...(sets.get(set[key]) ?? []), set.source]);
  return [...sets].map(([seconds, sources]) => ({ seconds, sources })).sort((a, b) => a.seconds - b.seconds);
}
