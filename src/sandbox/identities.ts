import type { SandboxKeys } from '#contract/control';
import { AuthError } from './front-door/auth-error.ts';
import type { Caller } from './service.ts';
import type { SessionStore } from './services/sts/sessions.ts';

/** Who a key belongs to, with the secret to verify its signatures. */
export interface Identity {
  readonly secret: string;
  readonly caller: Caller;
}

/** Nobody: an unsigned request. */
export const ANONYMOUS: Caller = { account: 'anonymous', arn: 'arn:aws:iam::anonymous:anonymous', userId: 'anonymous', roleArn: null, anonymous: true };

/** Long-lived keys and role sessions. */
export class Identities {
  private readonly users: ReadonlyMap<string, Identity>;
  private readonly sessions: SessionStore;

  constructor(keys: SandboxKeys, sessions: SessionStore) {
    this.users = new Map(Object.entries(keys).map(([name, key]) => [key.accessKeyId, {
      secret: key.secretAccessKey,
      caller: { account: key.account, arn: key.arn, userId: userId(key.account, name), roleArn: null, anonymous: false },
    }]));
    this.sessions = sessions;
  }

  /** Throws AuthError for an unknown key, a wrong session token and a session that has expired in drill time. */
  find(accessKeyId: string, token: string | null): Identity {
    const user = this.users.get(accessKeyId);
    if (user) {
      if (token !== null) throw new AuthError({ kind: 'bad-token' });
      return user;
    }
    const session = this.sessions.find(accessKeyId);
    if (!session || token === null) throw new AuthError({ kind: 'unknown-key', accessKeyId });
    if (session.token !== token) throw new AuthError({ kind: 'bad-token' });
    if (this.sessions.expired(session)) throw new AuthError({ kind: 'expired-token' });
    return session;
  }
}

function userId(account: string, name: string): string {
  return `AIDA${account.slice(0, 3)}${name.toUpperCase().replace(/[^A-Z]/g, '').padEnd(14, 'Q').slice(0, 14)}`;
}
