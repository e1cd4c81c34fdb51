import { createRequire } from 'node:module';
import type { Client, ClientConfig, CustomTypesConfig } from 'pg';
import { isLoopback } from '#kit/is-loopback';
import { RedrillError } from '#kit/redrill-error';

export interface PostgresAddress {
  readonly host: string;
  readonly port: number;
  readonly database: string;
}

export interface PostgresLogin {
  readonly user: string;
  readonly password: string;
}

export interface PostgresOptions {
  /** True where only the sandbox may be reached: literal loopback addresses, no TLS. */
  readonly sandbox: boolean;
  /** Longest wait for a connection that answers; 10 s where it is not given. */
  readonly connectMs?: number;
  /** Longest time the server works on one statement; 60 s where it is not given. */
  readonly statementMs?: number;
}

/** `stream` and `connection` are what a COPY needs; see `stores/rds/copy-out.ts`. */
export type PostgresClient = Client;

const CONNECT_MS = 10_000;
/** Longest time the server works on one statement where nobody says otherwise. */
export const STATEMENT_MS = 60_000;

/** The form in which every value comes back as text; digests of rows depend on it, so no setting of server, database or role has a say. */
const SETTINGS: Readonly<Record<string, string>> = {
  client_encoding: 'UTF8',
  DateStyle: 'ISO,YMD',
  TimeZone: 'UTC',
  IntervalStyle: 'postgres',
  extra_float_digits: '1',
  bytea_output: 'hex',
  xmlbinary: 'base64',
  lc_monetary: 'C',
  lock_timeout: '30000',
};

/** Values stay PostgreSQL's own text: a JavaScript Date would cut a time to milliseconds. */
const AS_TEXT: CustomTypesConfig = { getTypeParser: (() => (text: string) => text) as unknown as CustomTypesConfig['getTypeParser'] };

const load = createRequire(import.meta.url);

/**
 * Opens one connection to PostgreSQL as application `redrill`. Nothing but the arguments has a say: no PG* variable, no ~/.pgpass, no service file.
 * Throws `pg.<SQLSTATE>` when the server refused, `pg.Timeout`, `pg.ConnectionRefused` or `pg.ConnectionLost` when none answered. End it when done.
 */
export async function openPostgres(address: PostgresAddress, login: PostgresLogin, options: PostgresOptions): Promise<PostgresClient> {
  guard(address, login, options);
  // pg's own entry would load a native client where NODE_PG_FORCE_NATIVE says so
  const PgClient = load('pg/lib/client.js') as typeof Client;
  const client = new PgClient(settings(address, login, options));
  // without a listener a connection that breaks between two statements would end the process; the next statement tells of it
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (cause) {
    await client.end().catch(() => undefined); // what failed to open may also fail to close; the first error is the one to tell
    throw openFailure(address, login, cause);
  }
}

function guard(address: PostgresAddress, { user, password }: PostgresLogin, { sandbox }: PostgresOptions): void {
  const { host, port, database } = address;
  if (sandbox && !isLoopback(host)) throw new RedrillError('targets.unreachable', `in sandbox mode redrill's clients reach only literal loopback addresses; a connection to PostgreSQL at ${host}:${port} was refused before it opened`, { actor: 'redrill', exitCode: 5 });
  // An empty value would be filled in from the environment.
  const empty = Object.entries({ host, user, password, database }).find(([, value]) => value === '')?.[0];
  if (empty !== undefined || !(port > 0 && port < 65_536)) throw new RedrillError('pg.BadAddress', `a connection to PostgreSQL at ${host}:${port} needs host, port, database, user and password; ${empty ?? 'port'} is ${empty === undefined ? String(port) : 'empty'}`, { actor: 'platform' });
}

/** Every setting that pg would otherwise take from a PG* variable is given a value that it keeps. */
function settings({ host, port, database }: PostgresAddress, { user, password }: PostgresLogin, options: PostgresOptions): ClientConfig {
  const config: ClientConfig & { readonly replication: string; readonly binary: boolean } = {
    host, port, database, user, password,
    application_name: 'redrill',
    ssl: options.sandbox ? false : { rejectUnauthorized: true },
    sslnegotiation: 'postgres',
    replication: 'false',
    binary: false,
    client_encoding: 'UTF8',
    connectionTimeoutMillis: options.connectMs ?? CONNECT_MS,
    statement_timeout: options.statementMs ?? STATEMENT_MS,
    keepAlive: true,
    options: Object.entries(SETTINGS).map(([name, value]) => `-c ${name}=${value}`).join(' '),
    types: AS_TEXT,
  };
  return config;
}

const BELOW: Readonly<Record<string, string>> = { ECONNREFUSED: 'ConnectionRefused', ETIMEDOUT: 'Timeout' };

function openFailure({ host, port, database }: PostgresAddress, { user }: PostgresLogin, cause: unknown): RedrillError {
  const { message, code } = cause as Error & { readonly code?: string };
  const kind = message === 'timeout expired' ? 'Timeout' : code === undefined ? 'ConnectionLost' : /^[0-9A-Z]{5}$/.test(code) ? code : (BELOW[code] ?? 'ConnectionLost');
  return new RedrillError(`pg.${kind}`, `PostgreSQL at ${host}:${port} did not let ${user} into database ${database}: ${message}`, { actor: 'platform', cause });
}
