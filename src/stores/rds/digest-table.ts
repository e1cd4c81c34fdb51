import { hash } from 'node:crypto';
import type { Database, RowBatch } from './database.ts';
import { selectRows } from './row-digest.ts';
import { RowSum } from './row-sum.ts';
import type { UserTable } from './user-tables.ts';

/** Smallest part worth a statement of its own: 8 MB. */
const PAGES_PER_PART = 1024;
const PARTS_PER_CONNECTION = 4;

/**
 * The order-independent digest of all rows of a table, read by ranges of pages on all connections at once (they must see one snapshot).
 * Each row is hashed where the socket put it; memory does not grow with the number of rows.
 */
export async function digestTable(databases: readonly Database[], table: UserTable): Promise<RowSum> {
  const parts = partsOf(table, databases.length);
  const sum = new RowSum();
  const read = await Promise.allSettled(databases.map(async (database) => {
    for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
      // after a failure nobody begins another part
      await database.copyEach(part, (batch) => addRows(sum, batch)).catch((error: unknown) => { parts.length = 0; throw error; });
    }
  }));
  const failed = read.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return sum;
}

function addRows(sum: RowSum, { bytes, starts, ends, count }: RowBatch): void {
  for (let i = 0; i < count; i += 1) {
    const start = starts[i] ?? 0;
    const end = (ends[i] ?? 1) - 1;
    sum.add(hash('sha256', bytes.subarray(start, end), 'latin1' as 'binary'), end - start);
  }
}

/** COPY statements that together read every row once. */
function partsOf(table: UserTable, connections: number): string[] {
  const pages = table.pages ?? 0;
  if (pages <= PAGES_PER_PART || connections === 1) return [`copy (${selectRows(table)}) to stdout`];
  const size = Math.max(PAGES_PER_PART, Math.ceil(pages / (connections * PARTS_PER_CONNECTION)));
  const parts: string[] = [];
  // the last range is open: the table may be longer than it was when it was measured
  for (let from = 0; from < pages; from += size) parts.push(`copy (${selectRows(table)} where ctid >= '(${from},0)'${from + size < pages ? ` and ctid < '(${from + size},0)'` : ''}) to stdout`);
  return parts;
}
