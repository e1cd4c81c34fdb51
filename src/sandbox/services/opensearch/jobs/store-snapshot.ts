import type { EngineAccess } from '../engine/search-engines.ts';
import { automatedRepository, type Domain } from '../model.ts';

/** Names that one request of deletion may carry. */
const MOST_NAMED = 40;

/** Takes one snapshot of everything into the repository of the service. Throws an Error whose message says why there is none. */
export async function storeSnapshot(access: EngineAccess, domain: Domain, name: string): Promise<void> {
  const health = (await access.request('GET', '/_cluster/health')).body as { readonly status?: string } | null;
  if (health?.status === 'red') throw new Error('the cluster is red: a primary shard is missing, and automated snapshots fail until it is back');
  const { status, body } = await access.request('PUT', `/_snapshot/${automatedRepository(domain)}/${encodeURIComponent(name)}?wait_for_completion=true`, { include_global_state: true });
  const state = (body as { readonly snapshot?: { readonly state?: string } } | null)?.snapshot?.state;
  if (status === 200 && state === 'SUCCESS') return;
  // taken by an earlier try of the same hour whose end was not written down
  if (status === 400 && JSON.stringify(body).includes('snapshot with the same name already exists')) return;
  throw new Error(`the engine answered ${status}: ${JSON.stringify(body).slice(0, 400)}`);
}

/** Removes stored snapshots that no hour needs any more. What cannot be removed now is tried again the next time. */
export async function pruneStored(access: EngineAccess, domain: Domain, needed: readonly string[]): Promise<void> {
  const repository = automatedRepository(domain);
  const { body } = await access.request('GET', `/_snapshot/${repository}/_all?verbose=false`);
  const there = ((body as { readonly snapshots?: readonly { readonly snapshot: string }[] } | null)?.snapshots ?? []).map(({ snapshot }) => snapshot);
  const gone = there.filter((name) => !needed.includes(name)).slice(0, MOST_NAMED);
  if (gone.length > 0) await access.request('DELETE', `/_snapshot/${repository}/${gone.map(encodeURIComponent).join(',')}`);
}
