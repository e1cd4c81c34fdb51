import type { BegunEffect } from '#contract/modules';
import type { Dangling } from './dangling-documents.ts';

/** Documents that a recovery left out on purpose, and the store that does not know what they refer to. */
export interface HeldBack {
  readonly database: string;
  readonly names: ReadonlySet<string>;
}

/** The effect whose result tells which documents of a store are held back. */
export function heldBackEffect(store: string): string {
  return `4-recover/opensearch.hold-back/${store}/names`;
}

/** What the record of a run says of documents held back from a store; null where nothing was. */
export function heldBackIn(effects: readonly BegunEffect[], store: string): HeldBack | null {
  const id = heldBackEffect(store);
  const result = effects.findLast((effect) => effect.done && (effect.id === id || effect.id.startsWith(`${id}#`)))?.result as { readonly database?: string; readonly dangling?: readonly Dangling[] } | undefined;
  if (result?.database === undefined || result.dangling === undefined || result.dangling.length === 0) return null;
  return { database: result.database, names: new Set(result.dangling.map(({ name }) => name)) };
}
