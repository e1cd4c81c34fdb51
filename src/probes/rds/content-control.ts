import { isAbsolute, join } from 'node:path';
import type { Binding, DrillContext, ManifestInfo } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import type { Database } from '#stores/rds/database';
import { schemaObjects } from '#stores/rds/schema-objects';
import { sortKey } from '#stores/rds/sort-key';
import { withSnapshot } from '#stores/rds/snapshot';
import { sortedRows } from '#stores/rds/sorted-rows';
import type { DigestedRow } from '#stores/rds/sorted-rows';
import { userTables } from '#stores/rds/user-tables';
import { IntegrityTally } from '../tally.ts';
import { compareObjects } from './compare-objects.ts';
import { compareTable } from './compare-table.ts';
import { compareTables } from './compare-tables.ts';
import { openManifest, savedRows } from './manifest-file.ts';
import type { Manifest, SavedTable } from './manifest-file.ts';
import { opener } from './manifest.ts';
import { rowKind } from './row-content.ts';
import type { RowContent } from './row-content.ts';

const CONTROL_ROWS = 40;
const NEVER_MADE = 'index portal.redrill_negative_control';

/**
 * The same comparison on expectations known to be wrong: a row and an index too many, one digest flipped and one row left out; and a table
 * whose rows add up to something else, which is how tables that nobody wrote to are judged. All must be seen.
 */
export async function negativeControl(context: DrillContext, binding: Binding, info: ManifestInfo): Promise<{ readonly saidYes: boolean; readonly detail: string }> {
  const manifest = await openManifest(isAbsolute(info.file) ? info.file : join(context.run.folder, info.file), info.sha256);
  const table = manifest.tables.find(({ key, rows }) => key.length > 0 && rows > 0);
  const [rows, objects, sums] = [tallyOfRows(), tallyOfRows(), tallyOfRows()];
  const summed = smallest(manifest);
  let count = 0;
  await withSnapshot(opener(context, binding), 1, async ([database]) => {
    if (database === undefined) return;
    compareObjects([...manifest.objects, { name: NEVER_MADE, text: 'CREATE INDEX' }], await schemaObjects(database), objects);
    if (table !== undefined) count = await compareSpoiled(database, manifest, table, rows);
    if (summed !== undefined) await compareOtherSum({ database, manifest, tally: sums, signal: context.signal }, summed);
  });
  const sumNoticed = summed === undefined || sums.missing + sums.different + sums.unexpected > 0;
  const noticed = sumNoticed && objects.missing > 0 && (count === 0 || (rows.missing > 0 && rows.different > 0)) && (count < 2 || rows.unexpected > 0);
  return { saidYes: !noticed, detail: `of an expectation with one index too many it reported ${objects.missing} missing; of one with a row too many and one digest flipped over ${count} rows${table === undefined ? '' : ` of ${table.name}`}, one of them left out, ${rows.missing} missing, ${rows.different} different and ${rows.unexpected} unexpected${summed === undefined ? '' : `; that the rows of ${summed.name} add up to something else it ${sumNoticed ? 'noticed' : 'did not notice'}`}` };
}

function tallyOfRows(): IntegrityTally<RowContent> {
  return new IntegrityTally<RowContent>(rowKind);
}

/** The whole of it is read. */
function smallest({ tables }: Manifest): SavedTable | undefined {
  return tables.filter(({ rows }) => rows > 0).sort((a, b) => a.rows - b.rows)[0];
}

const AT_THE_END = { rMicros: Number.MAX_SAFE_INTEGER, struckMicros: Number.MAX_SAFE_INTEGER };

/** As many rows as there were with another sum, and none of them in the manifest: equal it cannot be, and a comparison that takes it for equal says so. */
async function compareOtherSum({ database, manifest, tally, signal }: { readonly database: Database; readonly manifest: Manifest; readonly tally: IntegrityTally<RowContent>; readonly signal: AbortSignal }, table: SavedTable): Promise<void> {
  const other = { ...table, sum: otherSum(table.sum), length: 0 };
  const tables = (await userTables(database)).filter(({ name }) => name === table.name);
  await compareTables({ manifest: { ...manifest, tables: [other] }, databases: [database], tables, writes: new Map(), moments: AT_THE_END, tally, signal });
  if (tally.unread > 0) throw new RedrillError('control.not-shown', `the comparison could not be shown input known to be bad: ${tally.samples.map(({ name, detail }) => `${name} ${detail}`).join('; ')}`, { actor: 'platform' });
}

/** The same number of rows, and another last digit. */
function otherSum(sum: string): string {
  return sum.slice(0, -1) + (sum.endsWith('0') ? '1' : '0');
}

async function compareSpoiled(database: Database, manifest: Manifest, table: SavedTable, tally: IntegrityTally<RowContent>): Promise<number> {
  const saved = await first(savedRows(manifest, table));
  const live = (await userTables(database)).find(({ name }) => name === table.name);
  const liveRows = live === undefined ? [] : await all(sortedRows(database, live, CONTROL_ROWS));
  await compareTable({ name: table.name, key: table.key, saved: one(spoiled(saved, table)), live: one(liveRows), writes: new Map() }, AT_THE_END, tally);
  return saved.length;
}

async function first(pages: AsyncIterable<readonly DigestedRow[]>): Promise<readonly DigestedRow[]> {
  const rows: DigestedRow[] = [];
  for await (const page of pages) {
    rows.push(...page.slice(0, CONTROL_ROWS - rows.length));
    if (rows.length === CONTROL_ROWS) break;
  }
  return rows;
}

async function all(pages: AsyncIterable<readonly DigestedRow[]>): Promise<readonly DigestedRow[]> {
  const rows: DigestedRow[] = [];
  for await (const page of pages) rows.push(...page);
  return rows;
}

/** The first row flipped, the second left out, and one at the end that nobody ever wrote. */
function spoiled(rows: readonly DigestedRow[], { key }: SavedTable): readonly DigestedRow[] {
  const flipped = rows.filter((_, i) => i !== 1).map((row, i) => (i === 0 ? { ...row, sha256: flip(row.sha256) } : row));
  const values = key.map(({ kind }) => (kind === 'int' ? '9223372036854775807' : '\u{10FFFD}redrill-negative-control'));
  return [...flipped, { key: sortKey(key, values), values, sha256: '0'.repeat(64), sizeBytes: 1 }];
}

function flip(digest: string): string {
  return (digest.startsWith('0') ? '1' : '0') + digest.slice(1);
}

async function* one(page: readonly DigestedRow[]): AsyncGenerator<readonly DigestedRow[]> {
  yield page;
}
