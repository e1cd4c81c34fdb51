import { RedrillError } from '#kit/redrill-error';
import type { PostgresAddress } from '#targets/open-postgres';

/** What a store's pointer holds: where the database is, and no credentials. */
export function pointerValue({ host, port, database }: PostgresAddress): string {
  return `postgresql://${host.includes(':') ? `[${host}]` : host}:${port}/${encodeURIComponent(database)}`;
}

/** Reads a pointer's value; throws `rds.BadPointer` for anything but postgresql://host:port/database. */
export function parsePointerValue(value: string, name: string): PostgresAddress {
  const url = URL.canParse(value) ? new URL(value) : null;
  const database = url === null ? '' : decodeURIComponent(url.pathname.slice(1));
  if (url === null || url.protocol !== 'postgresql:' || url.hostname === '' || url.port === '' || database === '' || database.includes('/') || url.username !== '' || url.password !== '') {
    throw new RedrillError('rds.BadPointer', `the pointer ${name} should hold postgresql://<host>:<port>/<database> without credentials, and does not`, { actor: 'platform' });
  }
  return { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(url.port), database };
}
