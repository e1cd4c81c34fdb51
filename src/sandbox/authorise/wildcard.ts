/** IAM's wildcards: `*` any text, `?` one character. Case matters unless told otherwise. Linear in time, whatever the pattern. */
export function wildcardMatch(pattern: string, text: string, ignoreCase = false): boolean {
  if (beginsOtherwise(pattern, text)) return false;
  const p = ignoreCase ? pattern.toLowerCase() : pattern;
  const t = ignoreCase ? text.toLowerCase() : text;
  let [i, j, star, mark] = [0, 0, -1, 0];
  while (j < t.length) {
    if (i < p.length && p[i] === '*') {
      star = i;
      mark = j;
      i += 1;
    } else if (i < p.length && (p[i] === '?' || p[i] === t[j])) {
      i += 1;
      j += 1;
    } else if (star >= 0) {
      i = star + 1;
      mark += 1;
      j = mark;
    } else {
      return false;
    }
  }
  while (p[i] === '*') i += 1;
  return i === p.length;
}

/** Most patterns of a long policy differ in the first letter (bit 32 is the case of one): seen without making new texts. */
function beginsOtherwise(pattern: string, text: string): boolean {
  const first = pattern.charCodeAt(0);
  return first !== STAR && first !== QUESTION && (first | 32) !== (text.charCodeAt(0) | 32);
}

const [STAR, QUESTION] = [42, 63];

/** ARN wildcards work within each of the six parts, so `arn:aws:iam::*:role/x` cannot swallow a colon. */
export function arnMatch(pattern: string, arn: string): boolean {
  const [left, right] = [arnParts(pattern), arnParts(arn)];
  return left.length === right.length && left.every((part, i) => wildcardMatch(part, right[i] ?? ''));
}

function arnParts(text: string): readonly string[] {
  const parts = text.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}
