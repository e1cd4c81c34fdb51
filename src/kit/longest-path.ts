/** Work that waits for other work: how long it takes itself, and what must have ended before it. */
export interface Task {
  readonly n: number;
  readonly seconds: number;
  readonly needs: readonly number[];
}

/** The chain of tasks that decides how long all of them take when each begins as soon as it may. Needs that are not in the list are done already. */
export function longestPath(tasks: readonly Task[]): { readonly seconds: number; readonly path: readonly number[] } {
  const ends = new Map<number, { readonly seconds: number; readonly path: readonly number[] }>();
  // Needs always stand above: one pass in order is enough.
  for (const { n, seconds, needs } of [...tasks].sort((a, b) => a.n - b.n)) {
    const before = latest(needs.flatMap((need) => ends.get(need) ?? []));
    ends.set(n, { seconds: before.seconds + seconds, path: [...before.path, n] });
  }
  return latest([...ends.values()]);
}

function latest(ends: readonly { readonly seconds: number; readonly path: readonly number[] }[]): { readonly seconds: number; readonly path: readonly number[] } {
  return ends.reduce((a, b) => (b.seconds > a.seconds ? b : a), { seconds: 0, path: [] });
}
