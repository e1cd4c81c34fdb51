import { withSignal } from './official-client.ts';
import type { SearchClient } from './search-client.ts';

/** An index that people made: names that begin with a dot belong to the service. */
export interface UserIndex {
  readonly index: string;
  /** The service gives each index one of its own: another of the same name has another. */
  readonly uuid: string;
  readonly health: string;
  readonly documents: number;
  readonly bytes: number;
}

/** Every index of a domain that is not the service's own, by name. */
export async function userIndices(client: SearchClient, signal?: AbortSignal): Promise<readonly UserIndex[]> {
  const { body: rows } = await client.api.cat.indices({ format: 'json', bytes: 'b', h: ['index', 'uuid', 'health', 'docs.count', 'pri.store.size'], expand_wildcards: 'all' }, withSignal(signal));
  return rows.flatMap(({ index, ...row }) => (index === undefined || index.startsWith('.') ? [] : [{ index, uuid: row.uuid ?? '', health: row.health ?? 'unknown', documents: Number(row['docs.count'] ?? 0), bytes: Number(row['pri.store.size'] ?? 0) }])).sort((a, b) => (a.index < b.index ? -1 : 1));
}

/** Alias -> the indices behind it. */
export async function aliasesOf(client: SearchClient): Promise<ReadonlyMap<string, readonly string[]>> {
  const { body: said } = await client.api.indices.getAlias();
  const aliases = new Map<string, string[]>();
  for (const [index, value] of Object.entries(said)) {
    if (index.startsWith('.')) continue;
    for (const alias of Object.keys(value.aliases ?? {})) aliases.set(alias, [...(aliases.get(alias) ?? []), index].sort());
  }
  return aliases;
}

const NUMBER = /-(\d{6})$/;

/** What an index is one generation of: `datasets-000002` -> `datasets`. Documents keep their names across generations. */
export function groupOf(index: string): string {
  return index.replace(NUMBER, '');
}

/** `datasets`, 2 -> `datasets-000002`. */
export function generation(group: string, number: number): string {
  return `${group}-${String(number).padStart(6, '0')}`;
}

/** The number of a generation; 0 for an index that has none. */
export function generationNumber(index: string): number {
  return Number(NUMBER.exec(index)?.[1] ?? 0);
}
