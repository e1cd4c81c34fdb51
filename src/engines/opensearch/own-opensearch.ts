import { resolve } from 'node:path';
import { request } from 'undici';
import { usageError } from '#kit/redrill-error';
import { named, readContents, removeContents, type Ask } from './own-contents.ts';
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
    const root = await askAt(base)('GET', '/') as { readonly version?: { readonly number?: string; readonly distribution?: string } };
    if (root.version?.number === undefined || root.version.distribution !== 'opensearch') return `the server of REDRILL_OPENSEARCH_URL at ${base} does not say that it is an OpenSearch: ${want}`;
    return { kind: 'own', version: root.version.number, sha256: null, url: base, how: `your own server at ${base} (REDRILL_OPENSEARCH_URL)`, repositoryS3: false, without: ['starting and stopping it', 'repository-s3', 'automated snapshots'] };
  } catch (error) {
    return `the OpenSearch of REDRILL_OPENSEARCH_URL at ${base} does not answer (${error instanceof Error ? error.message : String(error)}): start it, or unset the variable`;
  }
}

/**
 * Takes a user's own server as the node of one folder. A server with indices, data streams or templates that redrill did not make, or that
 * another folder has claimed, is refused (RedrillError opensearch.not-empty): drills destroy them.
 */
export async function useOwn({ url }: OwnOpenSearch, folder: string): Promise<RunningOpenSearch> {
  const ask = askAt(url);
  const owner = await claimedBy(ask);
  if (owner === null) await claim(ask, url, folder);
  else if (owner !== folder) throw usageError('opensearch.not-empty', `the OpenSearch at ${url} (REDRILL_OPENSEARCH_URL) already serves ${owner}, and one server serves one domain: delete the domain there, or its index ${CLAIM} with its other indices and templates, or unset the variable`);
  return { pid: null, url, exited: new Promise(() => undefined), stop: async () => undefined };
}

/** Gives a user's own server back when the domain of a folder goes: what was made on it under the claim, then the claim. Without such a server, or with one that another folder has claimed, does nothing. */
export async function leaveOwn(folder: string, env: Readonly<Record<string, string | undefined>> = process.env): Promise<void> {
  const url = (env['REDRILL_OPENSEARCH_URL'] ?? '').replace(/\/$/, '');
  if (url === '') return;
  const ask = askAt(url);
  if (await claimedBy(ask) !== resolve(folder)) return;
  await removeContents(ask, await readContents(ask));
  await ask('DELETE', `/${CLAIM}`, { alsoFine: [404] });
}

async function claim(ask: Ask, url: string, folder: string): Promise<void> {
  const foreign = named(await readContents(ask));
  if (foreign.length > 0) throw usageError('opensearch.not-empty', `the OpenSearch at ${url} (REDRILL_OPENSEARCH_URL) holds what is not redrill's (${foreign.slice(0, 3).join(', ')}${foreign.length > 3 ? ` and ${foreign.length - 3} more` : ''}), and drills destroy indices and templates: name an empty server, or unset the variable`);
  await ask('PUT', `/${CLAIM}/_doc/claim?refresh=true`, { body: { folder } });
}

async function claimedBy(ask: Ask): Promise<string | null> {
  const found = await ask('GET', `/${CLAIM}/_source/claim`, { alsoFine: [404] }) as { readonly folder?: string };
  return found.folder ?? null;
}

function askAt(url: string): Ask {
  return async (method, path, { body, alsoFine = [] } = {}) => {
    const answer = await request(`${url}${path}`, { method, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS, ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) });
    const said: unknown = await answer.body.json();
    if (answer.statusCode >= 300 && !alsoFine.includes(answer.statusCode)) throw new Error(`${method} ${path} answered ${answer.statusCode}`);
    return said;
  };
}
