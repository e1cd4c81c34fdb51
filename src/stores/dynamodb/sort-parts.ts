/** One member of a map or set in a buffer: where it lies and a number by which most pairs are told apart. */
export interface Part {
  start: number;
  end: number;
  rank: number;
}

/** Puts members that lie one behind the other into the one order that depends on their bytes alone. Most are in order already, or nearly. */
export function sortParts(bytes: Buffer, parts: readonly Part[], base: number, count: number): void {
  if (inOrder(bytes, parts, base, count)) return;
  const first = parts[base];
  const last = parts[base + count - 1];
  if (first === undefined || last === undefined) return;
  const from = first.start;
  const sorted = parts.slice(base, base + count).sort((a, b) => compare(bytes, a, b));
  const moved = Buffer.allocUnsafe(last.end - from);
  let at = 0;
  for (const { start, end } of sorted) at += bytes.copy(moved, at, start, end);
  moved.copy(bytes, from);
}

function inOrder(bytes: Buffer, parts: readonly Part[], base: number, count: number): boolean {
  for (let i = base + 1; i < base + count; i += 1) {
    const [a, b] = [parts[i - 1], parts[i]];
    if (a !== undefined && b !== undefined && compare(bytes, a, b) > 0) return false;
  }
  return true;
}

/** Members of one map or set never begin alike: each begins with its length and its name or value. */
function compare(bytes: Buffer, a: Part, b: Part): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  return bytes.compare(bytes, b.start, b.end, a.start, a.end);
}
