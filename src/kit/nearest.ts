/** The candidate closest to a mistyped word, or null when none is close enough to be what was meant. */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  let best: { readonly text: string; readonly distance: number } | null = null;
  if (word.length > 100) return null;
  const wanted = word.toLowerCase();
  for (const text of candidates) {
    const distance = editDistance(wanted, text.toLowerCase());
    if (!best || distance < best.distance) best = { text, distance };
  }
  return best && best.distance <= Math.max(2, Math.floor(word.length / 3)) ? best.text : null;
}

/** `; did you mean "x"?` or nothing; for the end of a sentence about an unknown word. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const guess = nearest(word, candidates);
  return guess === null ? '' : `; did you mean "${guess}"?`;
}

/** Levenshtein distance: insertions, deletions and replacements of one UTF-16 unit each. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
