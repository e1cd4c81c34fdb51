import type { SearchClient } from './search-client.ts';
import { withSignal } from './official-client.ts';
import { aliasesOf, groupOf, userIndices } from './index-names.ts';

/** What an index is beside its documents. */
export interface IndexDefinition {
  readonly index: string;
  readonly group: string;
  /** Flat: `index.number_of_replicas` -> `"1"`. Names, ids and times of the index itself are left out. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly mappings: Readonly<Record<string, unknown>>;
  readonly documents: number;
  readonly health: string;
}

/** Everything of a domain that is not a document. */
export interface DomainContents {
  readonly indices: readonly IndexDefinition[];
  readonly aliases: Readonly<Record<string, readonly string[]>>;
  /** Index templates by name, the service's own left out. */
  readonly templates: Readonly<Record<string, unknown>>;
}

/** Settings that differ between an index and its copy, whatever anybody does. */
const OWN = /^index\.(uuid|creation_date|provided_name|version\.|resize\.|routing\.allocation\.initial_recovery|history\.uuid|verified_before_close)/;

/** Reads indices, aliases and templates of a domain. */
export async function readContents(client: SearchClient, signal?: AbortSignal): Promise<DomainContents> {
  const indices: IndexDefinition[] = [];
  for (const { index, documents, health } of await userIndices(client, signal)) {
    const { body: said } = await client.api.indices.get({ index, flat_settings: true }, withSignal(signal));
    const found = said[index];
    const settings = Object.fromEntries(Object.entries(found?.settings ?? {}).filter(([name]) => !OWN.test(name)));
    indices.push({ index, group: groupOf(index), settings, mappings: { ...found?.mappings }, documents, health });
  }
  return { indices, aliases: Object.fromEntries(await aliasesOf(client)), templates: await indexTemplates(client) };
}

/** Index templates of the users, by name. */
export async function indexTemplates(client: SearchClient): Promise<Readonly<Record<string, unknown>>> {
  const { body: said } = await client.api.indices.getIndexTemplate();
  return Object.fromEntries(said.index_templates.filter(({ name }) => !name.startsWith('.') && !SERVICE.test(name)).map(({ name, index_template: template }) => [name, template]));
}

/** Templates that the service brings along. */
const SERVICE = /^(opendistro|opensearch|ss4o|plugins)[-_.]/;
