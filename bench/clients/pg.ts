import { databaseOf } from '#stores/rds/database-of';
import type { Database } from '#stores/rds/database';
import { openPostgres } from '#targets/open-postgres';

/** How many connections every client of the bench uses. */
export const BACKENDS = 2;

/** A connection of the product's own client to the bench's server: `postgresql://user:password@127.0.0.1:port/database`. */
export async function openBench(endpoint: string): Promise<Database> {
  const { hostname, port, username, password, pathname } = new URL(endpoint);
  const client = await openPostgres({ host: hostname, port: Number(port), database: pathname.slice(1) }, { user: username, password }, { sandbox: true, statementMs: 600_000 });
  return databaseOf(client, { where: 'bench', statementMs: 600_000 });
}

/** The halves of a table by its key, which runs from 1 to `rows`. */
export function keyRanges(rows: number): readonly (readonly [from: number, to: number])[] {
  const size = Math.ceil(rows / BACKENDS);
  return Array.from({ length: BACKENDS }, (_, i) => [i * size + 1, Math.min(rows, (i + 1) * size)] as const);
}
