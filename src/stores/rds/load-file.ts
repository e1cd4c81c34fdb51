import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { usageError } from '#kit/redrill-error';
import type { Database } from './database.ts';
import { quoteIdent } from './sql-text.ts';

const MOST_SQL_BYTES = 256 * 1024 * 1024;

/** Loads a user's own `.sql` file (run as it is, all or nothing) or `.csv` file (first line names the columns, into `table`). Resolves with rows, where they are known. */
export async function loadFile(database: Database, file: string, table: string | undefined): Promise<{ readonly rows: number | null; readonly bytes: number }> {
  const { size } = await stat(file).catch(() => { throw usageError('load.no-file', `${file} does not exist: nothing was loaded`); });
  switch (extname(file).toLowerCase()) {
    case '.sql': {
      if (size > MOST_SQL_BYTES) throw usageError('load.too-long', `${file} is ${size} bytes, and a .sql file is read whole (at most ${MOST_SQL_BYTES}); load it with psql instead (the pointer says where), and let the application's role read it`);
      await database.query(`BEGIN;\n${await readFile(file, 'utf8')}\n;COMMIT`);
      return { rows: null, bytes: size };
    }
    case '.csv': {
      if (table === undefined) throw usageError('load.no-table', `${file}: say into which table with --table <schema.table>`);
      const columns = await columnsOf(file);
      const target = table.split('.').map((part) => quoteIdent(part)).join('.');
      return { rows: await database.copyIn(`COPY ${target} (${columns.map((column) => quoteIdent(column)).join(', ')}) FROM STDIN (FORMAT csv, HEADER true)`, createReadStream(file) as AsyncIterable<Buffer>), bytes: size };
    }
    default: throw usageError('load.kind', `${file}: a database takes .sql and .csv files`);
  }
}

/** The names in the first line of a CSV file. */
async function columnsOf(file: string): Promise<readonly string[]> {
  let head = '';
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 4096 }) as AsyncIterable<string>) {
    head += chunk;
    if (head.includes('\n')) break;
  }
  const first = head.replace(/^\uFEFF/, '').split(/\r?\n/)[0] ?? '';
  const names = [...first.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((match) => (match[1]?.replaceAll('""', '"') ?? match[2] ?? '').trim());
  if (names.length === 0 || names.includes('')) throw usageError('load.no-header', `${file}: the first line must name the columns, got ${JSON.stringify(first.slice(0, 100))}`);
  return names;
}
