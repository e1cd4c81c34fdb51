import { isAbsolute, join } from 'node:path';
import type { CompareInput, ContentProbe, DrillContext } from '#contract/modules';
import type { IntegrityReading } from '#contract/events';
import { RedrillError } from '#kit/redrill-error';
import { microsOf } from '#kit/time';
import type { Database } from '#stores/rds/database';
import { pgCode } from '#stores/rds/pg-code';
import { schemaObjects } from '#stores/rds/schema-objects';
import { withSnapshot } from '#stores/rds/snapshot';
import { userTables } from '#stores/rds/user-tables';
import { IntegrityTally } from '../tally.ts';
import { compareObjects } from './compare-objects.ts';
import { compareTables } from './compare-tables.ts';
import { negativeControl } from './content-control.ts';
import { openManifest } from './manifest-file.ts';
import { CONNECTIONS, opener, takeManifest } from './manifest.ts';
import { writesSince } from './platform-writes.ts';
import { rowKind } from './row-content.ts';
import type { RowContent } from './row-content.ts';

/** The content of a database: what it should hold at R, and what it really holds, row by row, and every object of its schemas. */
export const rdsContent: ContentProbe = { service: 'rds', takeManifest, compare, negativeControl };

const METHOD = 'every row of every table is read in one snapshot; SHA-256 of its COPY text by primary key is compared with the row at R, and each definition (columns, indexes, constraints, views, functions, triggers, sequences, grants, roles, extensions) with that of the manifest';
const CANNOT_SEE = 'large objects; single rows of tables without a primary key (what they add up to is compared); changes of definitions after the manifest that no ledger tells; writes that the platform did not note; which of two states within a millisecond of R was current';

async function compare(context: DrillContext, input: CompareInput): Promise<IntegrityReading> {
  const { manifest: info } = input;
  const manifest = await openManifest(isAbsolute(info.file) ? info.file : join(context.run.folder, info.file), info.sha256);
  const tally = new IntegrityTally<RowContent>(rowKind);
  const moments = { rMicros: microsOf(input.r), struckMicros: microsOf(input.struckAt) };
  const open = opener(context, input.binding);
  await onDatabase(open, async (databases, database) => {
    const [objects, tables] = database === undefined ? [[], []] : [await schemaObjects(database), await userTables(database)];
    // Read after the snapshot was taken: what the platform writes from now on is not in it.
    const writes = await writesSince(input);
    compareObjects(manifest.objects, objects, tally);
    await compareTables({ manifest, databases, tables, writes, moments, tally, signal: context.signal });
  });
  return readingOf(tally, input.r);
}

type Work = (databases: readonly Database[], first: Database | undefined) => Promise<void>;

async function onDatabase(open: () => Promise<Database>, work: Work): Promise<void> {
  if (await isThere(open)) await withSnapshot(open, CONNECTIONS, (databases) => work(databases, databases[0]));
  else await work([], undefined);
}

/** No instance or no database is no error: then everything that was expected is missing, which is the truth. */
async function isThere(open: () => Promise<Database>): Promise<boolean> {
  try {
    await (await open()).close();
    return true;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}

const NO_SUCH_DATABASE = '3D000';

function isAbsent(error: unknown): boolean {
  return error instanceof RedrillError && (error.code === 'rds.NoInstance' || error.code === 'rds.NoEndpoint' || pgCode(error) === NO_SUCH_DATABASE);
}

function readingOf(tally: IntegrityTally<RowContent>, comparedAt: string): IntegrityReading {
  const { expected, recovered, missing, unexpected, different, lostWrites, bytes, samples } = tally;
  const frozenShare = expected === 0 ? null : tally.unchanged / expected;
  return { method: METHOD, strength: 'full-hash', comparedAt, expected, recovered, missing, unexpected, different, lostWrites, bytes, frozenShare, samples, complete: tally.unread === 0, cannotSee: CANNOT_SEE };
}
