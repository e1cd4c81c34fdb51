import { randomBytes } from 'node:crypto';
import { dateOfMicros } from '#kit/dates';
import { randomToken, upperId } from '#kit/ids';
import type { PolicyDocument } from '../../authorise/policy-document.ts';
import type { Caller, Catalogue, SandboxTime } from '../../service.ts';

/** Role sessions, and what AssumeRole was told; a session without that was begun before anything was kept of it. */
export const SESSION_TABLE = `CREATE TABLE IF NOT EXISTS sts_sessions (
  access_key_id TEXT PRIMARY KEY, secret TEXT NOT NULL, token TEXT NOT NULL, account TEXT NOT NULL, role TEXT NOT NULL, role_id TEXT NOT NULL,
  session TEXT NOT NULL, role_arn TEXT NOT NULL, expires_micros INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sts_session_terms (access_key_id TEXT PRIMARY KEY, issued_micros INTEGER NOT NULL, policy TEXT) STRICT, WITHOUT ROWID`;

/** Temporary credentials of a role session. */
export interface Session {
  readonly accessKeyId: string;
  readonly secret: string;
  readonly token: string;
  readonly caller: Caller;
  /** Unique id of the role that was assumed. */
  readonly roleId: string;
  readonly expiresMicros: number;
}

/** The role that a session is of. */
export interface SessionRole {
  readonly account: string;
  readonly name: string;
  readonly arn: string;
  readonly id: string;
}

interface Row {
  readonly access_key_id: string;
  readonly secret: string;
  readonly token: string;
  readonly account: string;
  readonly role: string;
  readonly role_id: string;
  readonly session: string;
  readonly role_arn: string;
  readonly expires_micros: number;
  readonly issued_micros: number | null;
  readonly policy: string | null;
}

const REMEMBERED = 1000;
const KEPT_AFTER_EXPIRY_MICROS = 30 * 86_400_000_000;

/** Role sessions in the catalogue; they expire in drill time and survive a restart of the sandbox. */
export class SessionStore {
  private readonly known = new Map<string, Session>();
  private readonly catalogue: Catalogue;
  private readonly time: SandboxTime;

  constructor(catalogue: Catalogue, time: SandboxTime) {
    this.catalogue = catalogue;
    this.time = time;
  }

  find(accessKeyId: string): Session | null {
    const known = this.known.get(accessKeyId);
    if (known) return known;
    const row = this.catalogue.db.prepare('SELECT s.*, t.issued_micros, t.policy FROM sts_sessions s LEFT JOIN sts_session_terms t USING (access_key_id) WHERE s.access_key_id = ?').get(accessKeyId) as unknown as Row | undefined;
    return row ? this.remember(sessionOf(row)) : null;
  }

  expired(session: Session): boolean {
    return session.expiresMicros <= this.time.nowMicros();
  }

  /** Makes credentials; sessions that expired more than 30 days ago are forgotten. `policy` (JSON) limits the session. */
  create(role: SessionRole, name: string, { seconds, policy = null }: { readonly seconds: number; readonly policy?: string | null }): Session {
    const now = this.time.nowMicros();
    const row: Row = {
      access_key_id: `ASIA${upperId(16)}`,
      secret: randomToken(20),
      token: randomBytes(120).toString('base64'),
      account: role.account,
      role: role.name,
      role_id: role.id,
      session: name,
      role_arn: role.arn,
      expires_micros: now + seconds * 1_000_000,
      issued_micros: now,
      policy,
    };
    this.catalogue.transaction(() => {
      this.catalogue.db.prepare('DELETE FROM sts_session_terms WHERE access_key_id IN (SELECT access_key_id FROM sts_sessions WHERE expires_micros < ?)').run(now - KEPT_AFTER_EXPIRY_MICROS);
      this.catalogue.db.prepare('DELETE FROM sts_sessions WHERE expires_micros < ?').run(now - KEPT_AFTER_EXPIRY_MICROS);
      this.catalogue.db.prepare('INSERT INTO sts_sessions (access_key_id, secret, token, account, role, role_id, session, role_arn, expires_micros) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
        .run(row.access_key_id, row.secret, row.token, row.account, row.role, row.role_id, row.session, row.role_arn, row.expires_micros);
      this.catalogue.db.prepare('INSERT INTO sts_session_terms (access_key_id, issued_micros, policy) VALUES (?, ?, ?)').run(row.access_key_id, now, policy);
    });
    return this.remember(sessionOf(row));
  }

  private remember(session: Session): Session {
    if (this.known.size >= REMEMBERED) this.known.clear();
    this.known.set(session.accessKeyId, session);
    return session;
  }
}

function sessionOf(row: Row): Session {
  return {
    accessKeyId: row.access_key_id,
    secret: row.secret,
    token: row.token,
    expiresMicros: row.expires_micros,
    roleId: row.role_id,
    caller: {
      account: row.account, arn: `arn:aws:sts::${row.account}:assumed-role/${row.role}/${row.session}`, userId: `${row.role_id}:${row.session}`, roleArn: row.role_arn, anonymous: false,
      session: { issuedAt: dateOfMicros(row.issued_micros ?? 0).toISOString(), policy: row.policy === null ? null : JSON.parse(row.policy) as PolicyDocument },
    },
  };
}
