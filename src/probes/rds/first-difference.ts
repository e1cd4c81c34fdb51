/** Where two texts of many lines part, in words; null when they are the same. */
export function firstDifference(before: string, after: string): string | null {
  if (before === after) return null;
  const [old, fresh] = [before.split('\n'), after.split('\n')];
  const at = old.findIndex((line, i) => line !== fresh[i]);
  const line = at === -1 ? old.length : at;
  return `line ${line + 1} was ${shown(old[line])} and is ${shown(fresh[line])} (${old.length} lines before, ${fresh.length} now)`;
}

function shown(line: string | undefined): string {
  return line === undefined ? 'the end' : JSON.stringify(line.slice(0, 120));
}
