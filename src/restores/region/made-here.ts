import type { BegunEffect } from '#contract/modules';

/** Whether a confirmed step of this recovery names a resource as the one that it made for a store. */
export function madeHere(effects: readonly BegunEffect[], store: string, resource: string): boolean {
  return effects.some(({ id, done, result }) => done && id.startsWith('4-recover/') && id.split(/[/#]/).includes(store) && names(result).includes(resource));
}

/** Under these names steps journal what they make. */
const MADE = ['identifier', 'name', 'system', 'volume', 'bucket', 'domain'];

function names(result: unknown): readonly unknown[] {
  if (typeof result !== 'object' || result === null) return [];
  return MADE.map((key) => (result as Readonly<Record<string, unknown>>)[key]);
}
