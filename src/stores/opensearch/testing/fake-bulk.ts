import type { SearchAnswer, SearchClient, SearchRequest } from '../search-client.ts';

/** What a fake domain answers a document with; null takes it. */
export type Refusal = { readonly status: number; readonly type: string; readonly reason: string } | null;

export interface FakeBulk {
  readonly client: Pick<SearchClient, 'once' | 'where'>;
  /** `<index>/<id>` -> version and source, as external versions have it. */
  readonly documents: ReadonlyMap<string, { readonly version: number; readonly source: string }>;
  readonly requests: number;
  readonly mostAtOnce: number;
}

export interface FakeOptions {
  /** Refuses single documents. */
  readonly refuse?: (id: string, attempt: number) => Refusal;
  /** Above so many requests at once the whole request is answered 429. */
  readonly most?: number;
  /** Answers the first requests with this instead. */
  readonly first?: readonly SearchAnswer[];
}

/** A `_bulk` endpoint in memory, with item results, external versions and throttling as OpenSearch has them. */
export function fakeBulk({ refuse = () => null, most = Number.POSITIVE_INFINITY, first = [] }: FakeOptions = {}): FakeBulk {
  const documents = new Map<string, { readonly version: number; readonly source: string }>();
  const attempts = new Map<string, number>();
  const told = [...first];
  const state = { requests: 0, now: 0, mostAtOnce: 0 };
  const one = (index: string, action: string, source: string): object => {
    const { _id: id, version = 0 } = (JSON.parse(action) as { readonly index: { readonly _id: string; readonly version?: number } }).index;
    const attempt = (attempts.get(id) ?? 0) + 1;
    attempts.set(id, attempt);
    const refusal = refuse(id, attempt);
    if (refusal !== null) return { index: { status: refusal.status, error: { type: refusal.type, reason: refusal.reason } } };
    const known = documents.get(`${index}/${id}`);
    if (known !== undefined && known.version > version) return { index: { status: 409, error: { type: 'version_conflict_engine_exception', reason: 'newer' } } };
    documents.set(`${index}/${id}`, { version, source });
    return { index: { status: known === undefined ? 201 : 200 } };
  };
  const once = async ({ path, body }: SearchRequest): Promise<SearchAnswer> => {
    state.requests += 1;
    const prepared = told.shift();
    if (prepared !== undefined) return prepared;
    if (state.now >= most) return { status: 429, body: Buffer.from('{"error":{"type":"es_rejected_execution_exception","reason":"queue"},"status":429}') };
    state.now += 1;
    state.mostAtOnce = Math.max(state.mostAtOnce, state.now);
    await new Promise((resolve) => { setImmediate(resolve); });
    state.now -= 1;
    const lines = Buffer.from(body as Uint8Array).toString('utf8').trimEnd().split('\n');
    const items = lines.flatMap((line, i) => (i % 2 === 0 ? [one(path.split('/')[1] ?? '', line, lines[i + 1] ?? '')] : []));
    const errors = items.some((item) => 'error' in (item as { readonly index: object }).index);
    return { status: 200, body: Buffer.from(JSON.stringify(errors ? { errors, items } : { errors })) };
  };
  return { client: { where: 'http://127.0.0.1:1', once }, documents, get requests() { return state.requests; }, get mostAtOnce() { return state.mostAtOnce; } };
}
