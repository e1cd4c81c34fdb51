import { join } from 'node:path';
import type { Binding, DrillContext, ManifestInfo } from '#contract/modules';
import type { Database } from '#stores/rds/database';
import { digestTable } from '#stores/rds/digest-table';
import { openDatabase } from '#stores/rds/open-database';
import { secretName } from '#stores/rds/read-secret';
import { RowSum } from '#stores/rds/row-sum';
import { schemaObjects } from '#stores/rds/schema-objects';
import { SCAN_MS, withSnapshot } from '#stores/rds/snapshot';
import { sortedRows } from '#stores/rds/sorted-rows';
import { userTables } from '#stores/rds/user-tables';
import type { UserTable } from '#stores/rds/user-tables';
import { writeManifest } from './manifest-file.ts';
import type { ManifestWriter, SavedTable } from './manifest-file.ts';

/** Connections that read a database at once. */
export const CONNECTIONS = 2;

/** Opens further connections to the database of a store's resource, as the observer. */
export function opener(context: DrillContext, { resource, region, pointer }: Binding): () => Promise<Database> {
  const access = context.targets.access('drill-observer', region);
  return () => openDatabase({ access, identifier: resource, secret: secretName(pointer), statementMs: SCAN_MS });
}

/** Writes the digest of every row by primary key, and every object of the schemas, as they are in one snapshot. */
export async function takeManifest(context: DrillContext, binding: Binding): Promise<ManifestInfo> {
  // Before the snapshot: a write that is later than this and yet in the snapshot is told by the ledger; the other way round it would be lost.
  const frozenAt = context.clock.nowIso();
  const file = `manifests/${binding.store}.ndjson`;
  const out = writeManifest(join(context.run.folder, file));
  try {
    const counts = await withSnapshot(opener(context, binding), CONNECTIONS, (databases) => writeAll(databases, out));
    return { file, sha256: await out.close(), ...counts, frozenAt, complete: true };
  } catch (error) {
    out.abandon();
    throw error;
  }
}

async function writeAll(databases: readonly Database[], out: ManifestWriter): Promise<{ readonly rows: number; readonly bytes: number }> {
  const [first] = databases;
  if (first === undefined) return { rows: 0, bytes: 0 };
  const objects = await schemaObjects(first);
  await out.objects(objects);
  let [rows, bytes] = [objects.length, 0];
  for (const table of await userTables(first)) {
    const saved = await writeTable(databases, first, table, out);
    out.table(saved);
    rows += saved.rows;
    bytes += saved.bytes;
  }
  return { rows, bytes };
}

/** A table without a primary key has no names for its rows: only what they add up to is kept. */
async function writeTable(databases: readonly Database[], first: Database, table: UserTable, out: ManifestWriter): Promise<Omit<SavedTable, 'offset' | 'length'>> {
  const sum = table.key.length === 0 ? await digestTable(databases, table) : new RowSum();
  if (table.key.length > 0) {
    for await (const page of sortedRows(first, table)) {
      for (const { sha256, sizeBytes } of page) sum.addHex(sha256, sizeBytes);
      await out.rows(page);
    }
  }
  return { name: table.name, key: table.key, rows: sum.rows, bytes: sum.bytes, sum: sum.digest() };
}
