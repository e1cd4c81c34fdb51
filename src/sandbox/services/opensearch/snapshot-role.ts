import type { S3Client } from '#engines/opensearch/start-opensearch';
import type { Catalogue, SandboxContext } from '../../service.ts';
import { iamState } from '../iam/state.ts';
import { SessionStore, type Session, type SessionRole } from '../sts/sessions.ts';
import type { Domain } from './model.ts';
import { stateOf } from './state.ts';

/** Sessions of the service live as long as the domain; drill time may jump by decades. */
const SESSION_SECONDS = 200 * 366 * 86_400;

/** The role that an account gives OpenSearch Service for manual snapshots; null when it has none. */
export function snapshotRole(catalogue: Catalogue, account: string): SessionRole | null {
  return iamState(catalogue).principals.list('role', account).find((role) => role.trust?.includes('"es.amazonaws.com"')) ?? null;
}

/** How a domain's engine reaches the account's S3: as a session of that role. Null when the account has no such role. */
export function snapshotKeys(context: SandboxContext, domain: Pick<Domain, 'ref' | 'account' | 'region' | 'name'>): S3Client | null {
  const role = snapshotRole(context.catalogue, domain.account);
  const port = (context.catalogue.db.prepare("SELECT value FROM settings WHERE name = 'port'").get() as { readonly value: number } | undefined)?.value;
  if (!role || port === undefined) return null;
  const { accessKeyId, secret, token } = sessionOf(context, domain, role);
  return { endpoint: `http://127.0.0.1:${port}`, accessKeyId, secretAccessKey: secret, sessionToken: token, region: domain.region };
}

function sessionOf({ catalogue, time }: SandboxContext, { ref, name }: Pick<Domain, 'ref' | 'name'>, role: SessionRole): Session {
  const state = stateOf(catalogue);
  const store = new SessionStore(catalogue, time);
  const known = store.find(state.data.session(ref));
  if (known?.roleId === role.id) return known;
  const session = store.create(role, `opensearch-${name}`, { seconds: SESSION_SECONDS });
  state.change(() => state.data.setSession(ref, session.accessKeyId));
  return session;
}
