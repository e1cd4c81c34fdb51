import type { DomainDefinition } from '#stores/opensearch/domain-definition';
import { generationNumber, groupOf, userIndices } from '#stores/opensearch/index-names';
import type { SearchClient } from '#stores/opensearch/search-client';

/** Alias -> the index that is looked at: the one that an earlier step made, else the newest generation there is; null where there is none. */
export async function documentedIndices(client: SearchClient, { aliases }: DomainDefinition, into: Readonly<Record<string, string>> = {}): Promise<ReadonlyMap<string, string | null>> {
  const there = (await userIndices(client)).map(({ index }) => index);
  const newest = (alias: string): string | null => there.filter((index) => groupOf(index) === alias && index !== alias).sort((a, b) => generationNumber(a) - generationNumber(b)).at(-1) ?? null;
  return new Map(aliases.map((alias) => [alias, into[alias] ?? newest(alias)]));
}
