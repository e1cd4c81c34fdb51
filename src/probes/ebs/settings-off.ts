import type { Posture } from '#contract/events';
import { EBS_COMPARATORS } from './comparators.ts';

type Value = Posture[string] | undefined;

/** The documented settings that are not met, in words. Stronger is met where a setting knows a stronger; what the definition leaves open is met by anything. */
export function settingsOff(is: Posture, should: Posture): readonly string[] {
  return Object.keys(should).filter((key) => should[key] !== null && !met(is[key], should[key], key)).map((key) => `${key} is ${JSON.stringify(is[key] ?? null)}, documented ${JSON.stringify(should[key])}`);
}

function met(is: Value, should: Value, key: string): boolean {
  if (JSON.stringify(is) === JSON.stringify(should)) return true;
  const comparator = EBS_COMPARATORS[key];
  if (comparator === 'superset') return Array.isArray(is) && Array.isArray(should) && should.every((one: string) => is.includes(one));
  if (comparator !== 'at-least') return false;
  return typeof is === 'number' && typeof should === 'number' ? is >= should : is === true && should === false;
}
