import type { ResolvedConfig } from '#contract/config.schema';
import { pathText, valueAt } from '#kit/explain-issues';
import type { Setting } from './settings.ts';

/** Where one value of the resolved config comes from. */
export interface ValueSource {
  readonly key: string;
  readonly value: unknown;
  readonly source: string;
}

/** Every leaf of the resolved config with its source: flag, environment variable, file or default. */
export function sourcesOf({ config, raw, settings, file }: { readonly config: ResolvedConfig; readonly raw: unknown; readonly settings: readonly Setting[]; readonly file: string }): readonly ValueSource[] {
  const put = new Map(settings.map((one) => [pathText(one.path), one.source]));
  return leaves(config, []).map(({ path, value }) => {
    const key = pathText(path);
    return { key, value, source: ancestor(put, path) ?? (valueAt(raw, path) === undefined ? 'default' : file) };
  });
}

/** A whole list or object set by a flag is the source of everything in it. */
function ancestor(put: ReadonlyMap<string, string>, path: readonly PropertyKey[]): string | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const source = put.get(pathText(path.slice(0, length)));
    if (source !== undefined) return source;
  }
  return undefined;
}

function leaves(value: unknown, path: readonly PropertyKey[]): readonly { readonly path: readonly PropertyKey[]; readonly value: unknown }[] {
  if (typeof value !== 'object' || value === null) return [{ path, value }];
  const entries = Array.isArray(value) ? value.map((one, i) => [i, one] as const) : Object.entries(value);
  if (entries.length === 0) return [{ path, value }];
  return entries.flatMap(([key, one]) => leaves(one, [...path, key]));
}
