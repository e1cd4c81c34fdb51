import type { BeaconModule, BeaconReading, Binding, DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { commitAgeSql, microsOf, momentOfAge } from '#stores/rds/commit-time';
import type { Database } from '#stores/rds/database';
import { openByPointer } from '#stores/rds/open-by-pointer';
import { pgCode } from '#stores/rds/pg-code';
import { ensureMarkTable, MARK_TABLE } from './mark-table.ts';
import { readMarks } from './read-marks.ts';

interface Mark {
  readonly series: string;
  readonly seq: number;
  readonly sentAt: string;
}

/** Marks in a database: one row each, written as the platform writes, with the server's own commit time; read as the observer. */
export const rdsBeacons: BeaconModule = { service: 'rds', write, rest, read: (context, binding): Promise<BeaconReading> => readMarks(context, binding) };

/** One connection for each writer and store, kept open between marks: a mark each second must not cost a handshake each. */
const OPEN = new WeakMap<DrillContext, Map<string, Database>>();

async function write(context: DrillContext, binding: Binding, mark: Mark): Promise<{ readonly committedAt: string } | void> {
  const database = await connection(context, binding);
  try {
    await database.execute(`insert into ${MARK_TABLE} (series, seq, sent_at) values ($1, $2, $3)`, [mark.series, mark.seq, mark.sentAt]);
  } catch (error) {
    await rest(context, binding);
    throw new BeaconError(error, surelyRefused(error));
  }
  const committedAt = await commitTime(context, database, mark);
  return committedAt === null ? undefined : { committedAt };
}

async function connection(context: DrillContext, binding: Binding): Promise<Database> {
  const own = OPEN.get(context) ?? new Map<string, Database>();
  OPEN.set(context, own);
  const known = own.get(binding.store);
  if (known !== undefined) return known;
  try {
    const database = await openByPointer({ access: context.targets.access('platform-app', binding.region), pointer: binding.pointer, connectMs: 5000, statementMs: 10_000 });
    own.set(binding.store, database);
    await ensureMarkTable(database);
    return database;
  } catch (error) {
    await rest(context, binding);
    // nothing of the mark has been sent
    throw new BeaconError(error, true);
  }
}

async function rest(context: DrillContext, { store }: Binding): Promise<void> {
  const own = OPEN.get(context);
  const database = own?.get(store);
  own?.delete(store);
  await database?.close();
}

/**
 * How long ago the server says that it committed, back from drill time now. Null where the server keeps no commit times; a mark that was kept stays acknowledged whatever this look says.
 */
async function commitTime(context: DrillContext, database: Database, { series, seq }: Mark): Promise<string | null> {
  try {
    const [row] = await database.query(`select case when current_setting('track_commit_timestamp') = 'on' then ${commitAgeSql('xmin')} end as age from ${MARK_TABLE} where series = $1 and seq = $2`, [series, seq]);
    const age = microsOf(row?.['age'] ?? null);
    return age === null ? null : momentOfAge(context.clock, age);
  } catch {
    // the mark is acknowledged; without this answer its acknowledgement's time counts, which is only later
    return null;
  }
}

/** The server answered with an error of the statement itself; one that was shutting down or broken may have committed before. */
function surelyRefused(error: unknown): boolean {
  const code = pgCode(error);
  return code !== null && !/^(08|57|58|XX)/.test(code);
}

/** A mark that was not acknowledged. `sure`: it certainly was not kept; else nobody knows. */
class BeaconError extends RedrillError {
  readonly sure: boolean;

  constructor(cause: unknown, sure: boolean) {
    super(cause instanceof RedrillError ? `beacon.${cause.code}` : 'beacon.no-answer', cause instanceof Error ? cause.message : String(cause), { actor: 'platform', cause });
    this.sure = sure;
  }
}
