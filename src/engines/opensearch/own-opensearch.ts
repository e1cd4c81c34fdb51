import { request } from 'undici';
import { usageError } from '#kit/redrill-error';
import type { OwnOpenSearch } from './opensearch-install.ts';
import type { RunningOpenSearch } from './start-opensearch.ts';

/** Index in which one sandbox's domain claims a user's own server. */
const CLAIM = '.redrill-claim';
const TIMEOUT_MS = 5000;

/** What a user's own server is. A sentence when it cannot be used. Where its snapshots go is its owner's to set, so the sandbox's S3 is out of its reach. */
export async function lookAtOwn(url: string): Promise<OwnOpenSearch | string> {
  const want = 'expected http://host:port of an OpenSearch without TLS and users; correct REDRILL_OPENSEARCH_URL or unset it';
  if (!/^http:\/\/[^/@?#]+:\d+\/?$/.test(url)) return `REDRILL_OPENSEARCH_URL is ${JSON.stringify(url)}, ${want}`;
  const base = url.replace(/\/$/, '');
  try {
    const root = await ask(base, 'GET', '/') as { readonly version?: { readonly number?: string; readonly distribution?: string } };
    if (root.version?.number === undefined || root.version.distribution !== 'opensearch') return `the server of REDRILL_OPENSEARCH_URL at ${base} does not say that it is an OpenSearch: ${want}`;
    return { kind: 'own', version: root.version.number, sha256: null, url: base, how: `your own server at ${base} (REDRILL_OPENSEARCH_URL)`, repositoryS3: false, without: ['starting and stopping it', 'repository-s3'] };
  } catch (error) {
    return `the OpenSearch of REDRILL_OPENSEARCH_URL at ${base} does not answer (${error instanceof Error ? error.message : String(error)}): start it, or unset the variable`;
  }
}

/**
 * Takes a user's own server as the node of one folder. A server with indices that redrill did not make, or that another folder has claimed,
 * is refused (RedrillError opensearch.not-empty): drills destroy indices.
 */
export async function useOwn({ url }: OwnOpenSearch, folder: string): Promise<RunningOpenSearch> {
  const owner = await claimedBy(url);
  if (owner === null) await claim(url, folder);
  else if (owner !== folder) throw usageError('opensearch.not-empty', `the OpenSearch at ${url} (REDRILL_OPENSEARCH_URL) already serves ${owner}, and one server serves one domain: delete its index ${CLAIM} and its other indices, or unset the variable`);
  return { pid: null, url, exited: new Promise(() => undefined), stop: async () => undefined };
}

async function claim(url: string, folder: string): Promise<void> {
  const indices = await ask(url, 'GET', '/_cat/indices?format=json&expand_wildcards=all') as readonly { readonly index: string }[];
  const foreign = indices.map(({ index }) => index).filter((index) => !index.startsWith('.'));
  if (foreign.length > 0) throw usageError('opensearch.not-empty', `the OpenSearch at ${url} (REDRILL_OPENSEARCH_URL) holds indices that are not redrill's (${foreign.slice(0, 3).join(', ')}), and drills destroy indices: name an empty server, or unset the variable`);
  await ask(url, 'PUT', `/${CLAIM}/_doc/claim?refresh=true`, { folder });
}

async function claimedBy(url: string): Promise<string | null> {
  const found = await ask(url, 'GET', `/${CLAIM}/_source/claim`, undefined, [404]) as { readonly folder?: string };
  return found.folder ?? null;
}

async function ask(url: string, method: 'GET' | 'PUT', ...[path, body, alsoFine = []]: readonly [path: string, body?: unknown, alsoFine?: readonly number[]]): Promise<unknown> {
  const answer = await request(`${url}${path}`, { method, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS, ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) });
  const said: unknown = await answer.body.json();
  if (answer.statusCode >= 300 && !alsoFine.includes(answer.statusCode)) throw new Error(`${method} ${path} answered ${answer.statusCode}`);
  return said;
}
