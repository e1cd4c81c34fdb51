import { randomBytes } from 'node:crypto';
import { randomToken, upperId } from '#kit/ids';
import type { SandboxRole } from '../../accounts.ts';
import type { Caller, Catalogue, SandboxTime } from '../../service.ts';

/** Table of role sessions. */
export const SESSION_TABLE = `CREATE TABLE IF NOT EXISTS sts_sessions (
  access_key_id TEXT PRIMARY KEY, secret TEXT NOT NULL, token TEXT NOT NULL, account TEXT NOT NULL, role TEXT NOT NULL, role_id TEXT NOT NULL,
  session TEXT NOT NULL, role_arn TEXT NOT NULL, expires_micros INTEGER NOT NULL) STRICT, WITHOUT ROWID`;

/** Temporary credentials of a role session. */
export interface Session {
  readonly accessKeyId: string;
  readonly secret: string;
  readonly token: string;
  readonly caller: Caller;
  readonly expiresMicros: number;
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
    const row = this.catalogue.db.prepare('SELECT * FROM sts_sessions WHERE access_key_id = ?').get(accessKeyId) as unknown as Row | undefined;
    return row ? this.remember(sessionOf(row)) : null;
  }

  expired(session: Session): boolean {
    return session.expiresMicros <= this.time.nowMicros();
  }

  /** Makes credentials; sessions that expired more than 30 days ago are forgotten. */
  create(role: SandboxRole, name: string, seconds: number): Session {
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
    };
    this.catalogue.transaction(() => {
      this.catalogue.db.prepare('DELETE FROM sts_sessions WHERE expires_micros < ?').run(now - KEPT_AFTER_EXPIRY_MICROS);
      this.catalogue.db.prepare('INSERT INTO sts_sessions (access_key_id, secret, token, account, role, role_id, session, role_arn, expires_micros) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
        .run(row.access_key_id, row.secret, row.token, row.account, row.role, row.role_id, row.session, row.role_arn, row.expires_micros);
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
    caller: { account: row.account, arn: `arn:aws:sts::${row.account}:assumed-role/${row.role}/${row.session}`, userId: `${row.role_id}:${row.session}`, roleArn: row.role_arn, anonymous: false },
  };
}
