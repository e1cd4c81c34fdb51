import { randomToken, uuid } from '#kit/ids';
import type { PointRow } from './archive-rows.ts';
import type { Archives } from './archives.ts';
import { EngineFailure } from './db-engine.ts';
import type { EnginePoint } from './db-engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { addPoint, archiveOf, needPoint } from './points.ts';
import { recoverCluster } from './recover-cluster.ts';

export type Damage = { readonly mode: 'empty' | 'truncate' | 'swap'; readonly other?: string };

const PAGE_BYTES = 8192;
const TABLES_CUT = 3;
/** Names of clusters that exist only while a backup is damaged. */
const SCRATCH = 'scratch-';

/** A point that looks like the given one and holds something else. The given one stays as it is. */
export async function damagedPoint(parts: EngineParts, archives: Archives, point: string, { mode, other }: Damage): Promise<EnginePoint> {
  const row = needPoint(parts, point);
  switch (mode) {
    case 'swap': {
      if (other === undefined) throw new EngineFailure('to swap a backup with another one, name that one');
      return addPoint(parts, { ...needPoint(parts, other), at: row.at, size: row.size });
    }
    case 'empty':
      return rewritten(parts, archives, row, async (resource) => {
        await forEachDatabase(parts, resource, EMPTIED);
        return () => null;
      });
    case 'truncate':
      return rewritten(parts, archives, row, (resource) => shorterTables(parts, resource));
  }
}

const EMPTIED = `DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
    EXECUTE format('DROP SCHEMA %I CASCADE', name);
  END LOOP;
  CREATE SCHEMA public AUTHORIZATION pg_database_owner;
  GRANT USAGE ON SCHEMA public TO PUBLIC;
END $$`;

/** Restores the point into a cluster of no instance, lets `change` work on it, and archives the result. */
async function rewritten(parts: EngineParts, archives: Archives, row: PointRow, change: (resource: string) => Promise<(path: string) => number | null>): Promise<EnginePoint> {
  const { host, rows } = parts;
  const from = archiveOf(parts, row);
  const base = rows.base(row.base);
  if (!base) throw new EngineFailure(`the backup ${row.point} is damaged already: its base copy is not stored any more`);
  const resource = `${SCRATCH}${randomToken(6)}`;
  const archive = `copy-${uuid()}`;
  try {
    const { known } = await recoverCluster({ host, stored: parts, resource, parameters: { autovacuum: 'off' }, goal: { kind: 'point', point: row, base, archive: from } });
    const bytesOf = await change(resource);
    await archives.begin(resource, { archive, key: from.key, open: false, known, bytesOf });
    const [made, shipped] = [rows.bases(archive)[0], rows.archive(archive)?.shipped];
    if (!made || shipped === undefined) throw new EngineFailure('the damaged backup was not stored');
    return addPoint(parts, { ...row, base: made.id, lsn: shipped });
  } catch (error) {
    archives.discard(archive);
    throw error;
  } finally {
    await host.remove(resource);
    archives.forget(resource);
  }
}

async function forEachDatabase({ host }: EngineParts, resource: string, sql: string): Promise<readonly Readonly<Record<string, string>>[]> {
  const { rows } = await (await host.admin(resource)).query<{ name: string }>('SELECT datname AS name FROM pg_database WHERE datallowconn AND NOT datistemplate');
  const found: Readonly<Record<string, string>>[] = [];
  for (const { name } of rows) found.push(...(await host.session(resource, async (client) => (await client.query<Record<string, string>>(sql)).rows, { database: name })));
  return found;
}

/** The last third of the largest tables is not copied: the cluster starts, and rows are missing. */
async function shorterTables(parts: EngineParts, resource: string): Promise<(path: string) => number | null> {
  const tables = await forEachDatabase(parts, resource, `SELECT pg_relation_filepath(oid) AS path, pg_relation_size(oid)::text AS size FROM pg_class
    WHERE relkind IN ('r', 'm') AND relnamespace NOT IN (SELECT oid FROM pg_namespace WHERE nspname ~ '^pg_' OR nspname = 'information_schema') AND pg_relation_size(oid) > 0`);
  const largest = tables.toSorted((a, b) => Number(b['size']) - Number(a['size'])).slice(0, TABLES_CUT);
  if (largest.length === 0) throw new EngineFailure('there is no table in the backup whose end could be missing');
  const kept = new Map(largest.map(({ path = '', size }) => [path, Math.floor((Number(size) / PAGE_BYTES) * (2 / 3)) * PAGE_BYTES]));
  return (path) => kept.get(path) ?? null;
}
