/** Asks a server and gives the JSON it answers. */
export type Ask = (method: 'GET' | 'PUT' | 'DELETE', path: string, more?: { readonly body?: unknown; readonly alsoFine?: readonly number[] }) => Promise<unknown>;

/** What lies on a server, by name. */
export interface OwnContents {
  readonly indices: readonly string[];
  readonly streams: readonly string[];
  readonly templates: readonly string[];
  readonly legacyTemplates: readonly string[];
}

/** What somebody put on a server: everything but what OpenSearch and its plugins make for themselves. Drills destroy indices and templates, so it has to be empty for them. */
export async function readContents(ask: Ask): Promise<OwnContents> {
  const indices = (await ask('GET', '/_cat/indices?format=json&h=index&expand_wildcards=all')) as readonly { readonly index: string }[];
  const { index_templates: templates = [] } = (await ask('GET', '/_index_template')) as { readonly index_templates?: readonly { readonly name: string }[] };
  const { data_streams: streams = [] } = (await ask('GET', '/_data_stream')) as { readonly data_streams?: readonly { readonly name: string }[] };
  const legacyTemplates = (await ask('GET', '/_template')) as Readonly<Record<string, unknown>>;
  return {
    indices: indices.map(({ index }) => index).filter((name) => !SERVICE_INDEX.test(name)),
    streams: streams.map(({ name }) => name),
    templates: templates.map(({ name }) => name).filter(isForeignTemplate),
    legacyTemplates: Object.keys(legacyTemplates).filter(isForeignTemplate),
  };
}

/** The contents in words, one for each thing. */
export function named({ indices, streams, templates, legacyTemplates }: OwnContents): readonly string[] {
  return [...indices, ...streams.map((name) => `data stream ${name}`), ...[...templates, ...legacyTemplates].map((name) => `template ${name}`)];
}

/** Removes contents, each thing by its name, as wildcards may be forbidden. Hidden indices stay: they may be a plugin's. */
export async function removeContents(ask: Ask, { indices, streams, templates, legacyTemplates }: OwnContents): Promise<void> {
  const paths = [
    // a stream's indices go with it, and can go in no other way
    ...streams.map((name) => `/_data_stream/${encodeURIComponent(name)}`),
    ...indices.filter((name) => !name.startsWith('.')).map((name) => `/${encodeURIComponent(name)}`),
    ...templates.map((name) => `/_index_template/${encodeURIComponent(name)}`),
    ...legacyTemplates.map((name) => `/_template/${encodeURIComponent(name)}`),
  ];
  for (const path of paths) await ask('DELETE', path, { alsoFine: [404] });
}

/** Hidden indices that OpenSearch and its plugins make. Others are somebody's: `.ds-...` holds the documents of a data stream. */
const SERVICE_INDEX = /^\.(opensearch|opendistro|plugins|ql-|kibana|tasks|geospatial|replication|redrill-claim)/;

const SERVICE_TEMPLATE = /^\.?(opensearch|opendistro|plugins|ss4o|kibana)[-_.]/;

function isForeignTemplate(name: string): boolean {
  return !SERVICE_TEMPLATE.test(name);
}
