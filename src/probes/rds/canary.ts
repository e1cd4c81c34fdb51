import type { CanaryProbe, DrillContext, ProbeReading } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import type { Database } from '#stores/rds/database';
import { withDatabaseByPointer } from '#stores/rds/open-by-pointer';
import { userTables } from '#stores/rds/user-tables';

/** What a user of the store does, as the application does it: find the database through the pointer, read a row, keep a row. */
export const rdsCanary: CanaryProbe = { service: 'rds', run };

async function run(context: DrillContext, store: StoreConfig): Promise<ProbeReading> {
  const access = context.targets.access('platform-app', context.binding(store.id).region);
  try {
    return await withDatabaseByPointer({ access, pointer: store.pointer, connectMs: 10_000, statementMs: 30_000 }, async (database) => {
      const table = await tableWithRow(database);
      if (table === null) return { result: 'fail', detail: `the database ${database.where} answers but holds no row of a user` };
      await writeReadDelete(database, `canary-${context.run.id}`, context.clock.nowIso());
      return { result: 'pass', detail: `read a row of ${table} in ${database.where}, wrote, read back and removed a row` };
    });
  } catch (error) {
    return { result: isAnswer(error) ? 'fail' : 'unknown', detail: error instanceof Error ? error.message : String(error) };
  }
}

/** A refusal by PostgreSQL, RDS or SSM is what a user would get, and so is a closed port; silence says nothing about the store. */
function isAnswer(error: unknown): boolean {
  return error instanceof RedrillError && (/^pg\.([0-9A-Z]{5}|ConnectionRefused)$/.test(error.code) || /^rds\.(NoPointer|BadPointer|BadSecret|CanaryChanged)$/.test(error.code) || /^ssm\.(AccessDenied|ParameterNotFound)/.test(error.code));
}

async function tableWithRow(database: Database): Promise<string | null> {
  const tables = (await userTables(database)).toSorted((a, b) => b.estimatedRows - a.estimatedRows);
  for (const { name, source } of tables) {
    if ((await database.query(`select 1 as there from ${source} limit 1`)).length > 0) return name;
  }
  return null;
}

/** Three transactions of their own, so that what is read back has been committed; in the table of marks, which manifests leave out. */
async function writeReadDelete(database: Database, series: string, sentAt: string): Promise<void> {
  await database.execute('insert into redrill_beacon.mark (series, seq, sent_at) values ($1, 0, $2) on conflict (series, seq) do update set sent_at = excluded.sent_at', [series, sentAt]);
  const [row] = await database.query('select sent_at = $2::timestamptz as same from redrill_beacon.mark where series = $1 and seq = 0', [series, sentAt]);
  await database.execute('delete from redrill_beacon.mark where series = $1', [series]);
  if (row?.['same'] !== 't') throw new RedrillError('rds.CanaryChanged', 'a row that was just written read back differently', { actor: 'platform' });
}
