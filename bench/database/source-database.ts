import type { DbEngine, EngineInstance } from '#sandbox/services/rds/engine/db-engine';
import type { Database } from '#stores/rds/database';
import { openBench } from '../clients/pg.ts';

export const MASTER = { user: 'bench', password: 'bench-secret', database: 'portal' } as const;

const ROWS = 1_200_000;
/** Half of what a restore replays at most before there is a newer base copy. */
const LOG_BYTES = 32 * 1_048_576;
const ROWS_PER_UPDATE = 10_000;

/** What restored databases are compared with. */
export interface Content {
  readonly users: string;
}

/** A connection of the master user through the instance's port, as a client has it. */
export function openAt(engine: Pick<DbEngine, 'port'>, { identifier }: Pick<EngineInstance, 'identifier'>): Promise<Database> {
  return openBench(`postgresql://${MASTER.user}:${MASTER.password}@127.0.0.1:${engine.port(identifier)}/${MASTER.database}`);
}

/** About 200 MB: users with their index, and a table of marks by which moments are told apart. */
export async function fillDatabase(database: Database): Promise<void> {
  await database.query('CREATE TABLE mark (id bigint PRIMARY KEY)');
  await database.query('CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, name text, created timestamptz, attributes jsonb)');
  await database.query(`INSERT INTO users SELECT i, 'user' || i || '@example.org', md5(i::text), '2026-01-01'::timestamptz + i * interval '1 second', jsonb_build_object('plan', i % 5) FROM generate_series(1, ${ROWS}) i`);
  await database.query('VACUUM (FREEZE, ANALYZE) users');
}

/** Writes log behind the newest base copy, so that a restore has something to replay: bytes of log written. */
export async function changeRows(database: Database): Promise<number> {
  const start = await text(database, 'SELECT pg_current_wal_insert_lsn()::text AS value');
  for (let from = 1; from < ROWS; from += ROWS_PER_UPDATE) {
    await database.query(`UPDATE users SET name = md5(name) WHERE id >= ${from} AND id < ${from + ROWS_PER_UPDATE}`);
    const written = Number(await text(database, `SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '${start}')::text AS value`));
    if (written >= LOG_BYTES) return written;
  }
  throw new Error(`${ROWS} changed rows did not write ${LOG_BYTES} bytes of log`);
}

export async function contentOf(database: Database): Promise<Content> {
  return { users: await text(database, `SELECT count(*) || ' ' || sum(hashtextextended(name, id)) AS value FROM users`) };
}

/** Two committed marks and the server's clock (epoch microseconds) between them. */
export async function markAround(database: Database, id: number): Promise<number> {
  await database.query(`INSERT INTO mark VALUES (${id})`);
  const between = Number(await text(database, `SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint::text AS value`));
  await database.query(`INSERT INTO mark VALUES (${id + 1})`);
  return between;
}

/** The newest mark that a database holds. */
export async function newestMark(database: Database): Promise<number> {
  return Number(await text(database, 'SELECT coalesce(max(id), 0)::text AS value FROM mark'));
}

async function text(database: Database, sql: string): Promise<string> {
  const value = (await database.query(sql))[0]?.['value'];
  if (typeof value !== 'string') throw new Error(`no value came back from: ${sql}`);
  return value;
}
