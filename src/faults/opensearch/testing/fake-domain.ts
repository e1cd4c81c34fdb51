import { RedrillError } from '#kit/redrill-error';
import type { SearchAnswer, SearchClient, SearchRequest } from '#stores/opensearch/search-client';
import type { S3Store } from '#stores/s3/s3-store';

interface FakeIndex {
  readonly uuid: string;
  blocked: boolean;
  readonly documents: Map<string, { readonly version: number; readonly source: unknown }>;
}

/** A search domain and a bucket in memory, as far as put-back uses them. */
export interface FakeDomain {
  readonly client: SearchClient;
  readonly s3: S3Store;
  readonly objects: Map<string, Buffer>;
  readonly indices: Map<string, FakeIndex>;
  readonly aliases: Map<string, Set<string>>;
  /** What was asked for that changes anything, in its order. */
  readonly done: string[];
  add(index: string, documents: Readonly<Record<string, unknown>>): FakeIndex;
  /** The sources of an index by id. */
  sources(index: string): Readonly<Record<string, unknown>>;
}

export function fakeDomain(): FakeDomain {
  const [indices, aliases, objects, done] = [new Map<string, FakeIndex>(), new Map<string, Set<string>>(), new Map<string, Buffer>(), [] as string[]];
  let made = 0;
  const at = (index: string): FakeIndex => {
    const found = indices.get(index);
    if (found === undefined) throw new RedrillError('opensearch.index_not_found_exception', `no such index ${index}`);
    return found;
  };
  const add: FakeDomain['add'] = (index, documents) => {
    if (indices.has(index)) throw new RedrillError('opensearch.resource_already_exists_exception', `${index} is there`);
    made += 1;
    const one: FakeIndex = { uuid: `uuid-${made}`, blocked: false, documents: new Map(Object.entries(documents).map(([id, source]) => [id, { version: 1, source }])) };
    indices.set(index, one);
    return one;
  };
  const api = {
    cat: { indices: async () => ({ body: [...indices].map(([index, { uuid, documents }]) => ({ index, uuid, health: 'green', 'docs.count': String(documents.size) })) }) },
    count: async ({ index }: { readonly index: string }) => ({ body: { count: at(index).documents.size } }),
    indices: {
      refresh: async () => ({ body: {} }),
      get: async ({ index }: { readonly index: string }) => ({ body: { [index]: { settings: { 'index.uuid': at(index).uuid } } } }),
      putIndexTemplate: async () => ({ body: {} }),
      create: async ({ index }: { readonly index: string }) => { add(index, {}); done.push(`create ${index}`); return { body: {} }; },
      delete: async ({ index }: { readonly index: string }) => {
        at(index);
        indices.delete(index);
        for (const behind of aliases.values()) behind.delete(index);
        done.push(`delete ${index}`);
        return { body: {} };
      },
      putSettings: async ({ index, body }: { readonly index: string; readonly body: Readonly<Record<string, unknown>> }) => { at(index).blocked = body['index.blocks.write'] === true; done.push(`${at(index).blocked ? 'block' : 'unblock'} ${index}`); return { body: {} }; },
      getAlias: async () => ({ body: Object.fromEntries([...indices.keys()].map((index) => [index, { aliases: Object.fromEntries([...aliases].filter(([, behind]) => behind.has(index)).map(([alias]) => [alias, {}])) }])) }),
      updateAliases: async ({ body }: { readonly body: { readonly actions: readonly Readonly<Record<string, { readonly index: string; readonly alias: string }>>[] } }) => {
        for (const { add: more, remove } of body.actions) {
          if (more) aliases.set(more.alias, (aliases.get(more.alias) ?? new Set()).add(at(more.index) && more.index));
          if (remove) aliases.get(remove.alias)?.delete(remove.index);
        }
        return { body: {} };
      },
    },
  };
  const bulk = (index: string, lines: readonly string[]): object => {
    const items = lines.flatMap((line, n) => {
      if (n % 2 === 1) return [];
      const { _id: id, version } = (JSON.parse(line) as { readonly index: { readonly _id: string; readonly version?: number } }).index;
      const known = at(index).documents.get(id);
      if (known !== undefined && version !== undefined && known.version > version) return [{ index: { status: 409, error: { type: 'version_conflict_engine_exception', reason: 'newer' } } }];
      at(index).documents.set(id, { version: version ?? (known?.version ?? 0) + 1, source: JSON.parse(lines[n + 1] ?? '') });
      return [{ index: { status: 201 } }];
    });
    return items.some((item) => 'error' in item.index) ? { errors: true, items } : { errors: false };
  };
  const once = async ({ path, body }: SearchRequest): Promise<SearchAnswer> => {
    const [index = '', what] = path.split('/').slice(1);
    if (index === '_search') return said({ hits: { hits: [] } });
    if (what === '_bulk') return said(bulk(index, Buffer.from(body as Uint8Array).toString('utf8').trimEnd().split('\n')));
    done.push(`read ${index}`);
    return said({ _scroll_id: '1', hits: { hits: [...at(index).documents].map(([_id, { source }]) => ({ _index: index, _id, _source: source })) } });
  };
  return {
    client: { where: 'fake', api, once } as unknown as SearchClient, s3: fakeBucket(objects), objects, indices, aliases, done, add,
    sources: (index) => Object.fromEntries([...at(index).documents].map(([id, { source }]) => [id, source])),
  };
}

function said(value: unknown): SearchAnswer {
  return { status: 200, body: Buffer.from(JSON.stringify(value)) };
}

function fakeBucket(objects: Map<string, Buffer>): S3Store {
  const bucket: Pick<S3Store, 'get' | 'head' | 'put'> = {
    put: async ({ key }, body) => { objects.set(key, Buffer.from(body)); return { etag: '', versionId: null }; },
    head: async ({ key }) => (objects.has(key) ? ({} as Awaited<ReturnType<S3Store['head']>>) : null),
    get: async ({ key }) => ({ body: objects.get(key) ?? Buffer.of() }) as Awaited<ReturnType<S3Store['get']>>,
  };
  return bucket as S3Store;
}
