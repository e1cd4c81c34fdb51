import type { Struck } from '#contract/detection';

/**
 * The struck store that an alarm is about, or null: the one that the config names for the whole source, else the one whose id or resource is a
 * value of the alarm's labels (dimensions), else the one whose id is part of the alarm's name.
 */
export function aboutStore(struck: readonly Struck[], { store, values, name }: { readonly store: string | undefined; readonly values: readonly string[]; readonly name: string }): Struck | null {
  if (store !== undefined) return struck.find((one) => one.store === store) ?? null;
  const named = struck.find((one) => values.includes(one.store) || values.includes(one.resource));
  if (named !== undefined) return named;
  const words = `-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}-`;
  return struck.find((one) => words.includes(`-${one.store.toLowerCase()}-`)) ?? null;
}
