import { RedrillError } from '#kit/redrill-error';
import type { Database } from '#stores/rds/database';
import { digestTable } from '#stores/rds/digest-table';
import { sortedRows } from '#stores/rds/sorted-rows';
import type { DigestedRow } from '#stores/rds/sorted-rows';
import type { UserTable } from '#stores/rds/user-tables';
import type { IntegrityTally } from '../tally.ts';
import { compareTable } from './compare-table.ts';
import type { Moments, RowWrite } from './expected-row.ts';
import { savedRows } from './manifest-file.ts';
import type { Manifest, SavedTable } from './manifest-file.ts';
import type { WritesByTable } from './platform-writes.ts';
import type { RowContent } from './row-content.ts';

export interface TablesInput {
  readonly manifest: Manifest;
  /** Connections to the recovered database that see one snapshot; none where there is no database. */
  readonly databases: readonly Database[];
  readonly tables: readonly UserTable[];
  readonly writes: WritesByTable;
  readonly moments: Moments;
  readonly tally: IntegrityTally<RowContent>;
  readonly signal: AbortSignal;
}

interface One {
  readonly name: string;
  readonly saved: SavedTable | null;
  readonly live: UserTable | null;
  readonly writes: ReadonlyMap<string, readonly RowWrite[]>;
}

const NO_WRITES: ReadonlyMap<string, readonly RowWrite[]> = new Map();

/** Compares every table of the manifest, of the database and of the ledger. One that cannot be read makes the comparison incomplete, and the rest is compared all the same. */
export async function compareTables(input: TablesInput): Promise<void> {
  const { manifest, databases, tables, writes, tally, signal } = input;
  const saved = new Map(manifest.tables.map((table) => [table.name, table]));
  const live = new Map(tables.map((table) => [table.name, table]));
  for (const name of [...new Set([...saved.keys(), ...live.keys(), ...writes.keys()])].sort()) {
    signal.throwIfAborted();
    try {
      await each(databases, 'savepoint redrill');
      await compareOne(input, { name, saved: saved.get(name) ?? null, live: live.get(name) ?? null, writes: writes.get(name) ?? NO_WRITES });
    } catch (error) {
      if (!(error instanceof RedrillError) || !error.code.startsWith('pg.')) throw error;
      tally.addUnread(`${name}/`, `${error.code.slice(3)}: ${error.message}`);
      // Undoes the failed statement and keeps the snapshot; on a connection that is gone every further table is unread too.
      await each(databases, 'rollback to savepoint redrill').catch(() => undefined);
    }
  }
}

async function each(databases: readonly Database[], sql: string): Promise<void> {
  await Promise.all(databases.map((database) => database.query(sql)));
}

async function compareOne(input: TablesInput, table: One): Promise<void> {
  const { manifest, databases, moments, tally } = input;
  const { name, saved, live, writes } = table;
  if (await asWhole(input, table)) return;
  const savedSide = saved === null ? nothing() : savedRows(manifest, saved);
  const [database] = databases;
  const liveSide = live === null || database === undefined ? nothing() : sortedRows(database, live);
  const key = saved?.key ?? live?.key ?? [];
  if (saved === null || live === null || sameKey(saved, live)) return compareTable({ name, key, saved: savedSide, live: liveSide, writes }, moments, tally);
  // Another primary key gives rows other names: all of the old ones are gone, and all of the new ones were never expected.
  await compareTable({ name, key, saved: savedSide, live: nothing(), writes }, moments, tally);
  await compareTable({ name, key: live.key, saved: nothing(), live: liveSide, writes: NO_WRITES }, moments, tally);
}

/** A table that nobody wrote to is digested as a whole on all connections; equal sums of equally many rows say all. True when nothing is left to compare. */
async function asWhole({ databases, tally }: TablesInput, { name, saved, live, writes }: One): Promise<boolean> {
  const named = (saved?.key.length ?? 1) > 0 && (live?.key.length ?? 1) > 0;
  if (named && (saved === null || live === null || writes.size > 0 || !sameKey(saved, live))) return false;
  const sum = live === null || databases.length === 0 ? null : await digestTable(databases, live);
  if (saved !== null && sum !== null && sum.digest() === saved.sum) {
    tally.addEqual(saved.rows, sum.bytes);
    return true;
  }
  if (named) return false;
  const state = (rows: number | undefined, digest: string | undefined, sizeBytes: number): RowContent | null => (rows === undefined || digest === undefined ? null : { sha256: digest, sizeBytes, text: `${rows} rows` });
  tally.add(`${name}/(all rows, no primary key)`, { atR: state(saved?.rows, saved?.sum, 0), alsoRight: [], lastBeforeStrike: undefined, afterStrike: [] }, state(sum?.rows, sum?.digest(), sum?.bytes ?? 0), writes.size === 0);
  return true;
}

function sameKey(a: Pick<UserTable, 'key'>, b: Pick<UserTable, 'key'>): boolean {
  return JSON.stringify(a.key.map(({ name, kind }) => [name, kind])) === JSON.stringify(b.key.map(({ name, kind }) => [name, kind]));
}

/** A side without rows. */
async function* nothing(): AsyncGenerator<readonly DigestedRow[]> {
  yield [];
}
