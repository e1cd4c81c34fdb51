import { createRequire } from 'node:module';
import type { Client, ClientConfig } from 'pg';

const load = createRequire(import.meta.url);

/**
 * A client of the `pg` package for a server of ours; loaded when the first one is made. Its own entry would load a native client where
 * NODE_PG_FORCE_NATIVE says so, and every setting left out would be taken from PG* variables.
 */
export function pgClient(config: Required<Pick<ClientConfig, 'host' | 'port' | 'user' | 'password' | 'database'>> & Pick<ClientConfig, 'options' | 'application_name'>): Client {
  const PgClient = load('pg/lib/client.js') as typeof Client;
  const whole: ClientConfig & { readonly replication: string; readonly binary: boolean } = { ssl: false, sslnegotiation: 'postgres', replication: 'false', binary: false, client_encoding: 'UTF8', connectionTimeoutMillis: 30_000, options: '', application_name: 'redrill', ...config };
  return new PgClient(whole);
}
