import type { SandboxKeys } from '#contract/control';
import { SANDBOX_ROLES, SANDBOX_USERS, userId } from '../../accounts.ts';
import type { Catalogue } from '../../service.ts';
import { DEFAULTS_MADE_MICROS } from './aws-managed.ts';
import { defaultAccess } from './default-access.ts';
import type { Principal } from './model.ts';
import type { IamState } from './state.ts';

const LONGEST_SESSION_SECONDS = 43_200;

/** Makes the users and roles of `accounts.ts` with their policies, each once in the life of a state folder. */
export function seedDefaults(catalogue: Catalogue, state: IamState): void {
  const missing = defaults().filter(({ arn }) => !isSeeded(catalogue, arn));
  if (missing.length === 0) return;
  state.change(() => {
    for (const principal of missing) {
      state.principals.put(principal);
      const { attached, inline } = defaultAccess(principal);
      for (const policy of attached) state.policies.attach(principal.arn, policy);
      if (inline !== null) state.policies.putInline(principal.arn, inline);
      markSeeded(catalogue, principal.arn);
    }
  });
}

/** Makes the keys of `credentials.json` known, each once: a default key that was deleted stays deleted. */
export function seedKeys(catalogue: Catalogue, state: IamState, keys: SandboxKeys): void {
  const missing = Object.values(keys).filter((key) => !isSeeded(catalogue, key.accessKeyId) && state.find(key.arn) !== null);
  if (missing.length === 0) return;
  state.change(() => {
    for (const key of missing) {
      state.keys.put({ id: key.accessKeyId, secret: key.secretAccessKey, principal: key.arn, status: 'Active', created: DEFAULTS_MADE_MICROS });
      markSeeded(catalogue, key.accessKeyId);
    }
  });
}

function defaults(): readonly Principal[] {
  const base = { path: '/', created: DEFAULTS_MADE_MICROS, boundary: null, description: null };
  const users = Object.entries(SANDBOX_USERS).map(([name, account]): Principal => ({ ...base, kind: 'user', arn: `arn:aws:iam::${account}:user/${name}`, account, name, id: userId(account, name), trust: null, max_session: null }));
  const roles = SANDBOX_ROLES.map(({ arn, account, name, id, trust }): Principal => ({ ...base, kind: 'role', arn, account, name, id, trust, max_session: LONGEST_SESSION_SECONDS }));
  return [...users, ...roles];
}

function isSeeded({ db }: Catalogue, what: string): boolean {
  return db.prepare('SELECT 1 FROM iam_seeded WHERE what = ?').get(what) !== undefined;
}

function markSeeded({ db }: Catalogue, what: string): void {
  db.prepare('INSERT INTO iam_seeded (what) VALUES (?)').run(what);
}
