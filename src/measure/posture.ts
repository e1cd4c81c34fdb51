import type { Posture, PostureComparator, RunEvent } from '#contract/events';
import type { PostureDrift, StoreMeasurement } from '#contract/measurement';
import { eventsOf } from './events-of.ts';

type Value = Posture[string] | undefined;
type PostureResult = NonNullable<StoreMeasurement['posture']>;

/** Settings at the end of the soak (or after putting back) held against the baseline; null when one of the two readings is missing. */
export function comparePosture(events: readonly RunEvent[], store: string, declaredGaps: readonly string[], moment: 'end' | 'put-back' = 'end'): PostureResult | null {
  const readings = eventsOf(events, 'posture.read').filter((event) => event.data.store === store);
  const before = readings.findLast((event) => event.data.moment === 'baseline')?.data;
  const after = readings.findLast((event) => event.data.moment === moment)?.data;
  if (!before || !after) return null;
  const keys = [...new Set([...Object.keys(before.posture), ...Object.keys(after.posture)])].sort();
  const drifted: PostureDrift[] = [];
  const stronger: string[] = [];
  const declared: string[] = [];
  for (const key of keys) {
    const [expected, found] = [before.posture[key], after.posture[key]];
    const result = compareSetting(expected, found, before.comparators[key] ?? 'equal');
    if (result === 'stronger') stronger.push(key);
    else if (result === 'drift' && declaredGaps.includes(key)) declared.push(key);
    else if (result === 'drift') drifted.push({ key, expected: expected ?? null, found: found ?? null });
  }
  return { checked: keys.length, drifted, stronger, declared };
}

/** One setting before and after: the same, stronger where the comparator allows it, else drift. */
export function compareSetting(expected: Value, found: Value, comparator: PostureComparator): 'same' | 'stronger' | 'drift' {
  if (canonical(expected) === canonical(found)) return 'same';
  if (comparator === 'equal' || found === undefined) return 'drift';
  if (comparator === 'superset' || Array.isArray(expected) || Array.isArray(found)) return holds(list(expected), list(found)) ? 'stronger' : 'drift';
  return atLeast(expected, found) ? 'stronger' : 'drift';
}

function atLeast(expected: Value, found: Value): boolean {
  if (expected === undefined || expected === null) return found !== null && found !== undefined && found !== false;
  if (typeof expected === 'number' && typeof found === 'number') return found >= expected;
  return expected === false && found === true;
}

function holds(expected: readonly string[] | null, found: readonly string[] | null): boolean {
  return expected !== null && found !== null && expected.every((entry) => found.includes(entry));
}

function list(value: Value): readonly string[] | null {
  if (value === undefined || value === null) return [];
  return typeof value === 'object' ? value : typeof value === 'string' ? [value] : null;
}

function canonical(value: Value): string {
  return JSON.stringify(typeof value === 'object' && value !== null ? [...value].sort() : (value ?? null));
}
