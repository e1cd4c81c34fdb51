import { AuthError } from './front-door/auth-error.ts';
import type { Caller } from './service.ts';
import type { IamState } from './services/iam/state.ts';
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
  private readonly iam: IamState;
  private readonly sessions: SessionStore;

  constructor(iam: IamState, sessions: SessionStore) {
    this.iam = iam;
    this.sessions = sessions;
  }

  /**
   * Throws AuthError for an unknown or inactive key, a wrong session token, a session that has expired in drill time, and one whose role is
   * gone, also when another role has its name by now.
   */
  find(accessKeyId: string, token: string | null): Identity {
    const user = this.iam.identityOf(accessKeyId);
    if (user) {
      if (token !== null) throw new AuthError({ kind: 'bad-token' });
      return user;
    }
    const session = this.sessions.find(accessKeyId);
    if (!session || token === null) throw new AuthError({ kind: 'unknown-key', accessKeyId });
    if (session.token !== token) throw new AuthError({ kind: 'bad-token' });
    if (this.sessions.expired(session)) throw new AuthError({ kind: 'expired-token' });
    if (this.iam.find(session.caller.roleArn ?? '')?.id !== session.roleId) throw new AuthError({ kind: 'unknown-key', accessKeyId });
    return session;
  }
}
