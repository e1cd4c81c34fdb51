import type { BeaconReading, Binding, DrillContext } from '#contract/modules';
import type { Database } from '#stores/rds/database';
import { withDatabase } from '#stores/rds/open-database';
import { pgCode } from '#stores/rds/pg-code';
import { rdsCode } from '#stores/rds/rds-code';
import { secretName } from '#stores/rds/read-secret';
import { RANGES_SQL, rangesOf } from './ranges-of.ts';

const NOTHING: BeaconReading = { found: [], duplicated: 0, unknownNames: 0, complete: true };

/** No such database, schema or table. */
const ABSENT = new Set(['3D000', '3F000', '42P01']);

/** The marks that a database instance holds, asked of the server as ranges. An absent instance, database or table holds none: a complete answer. */
export async function readMarks(context: DrillContext, binding: Binding): Promise<BeaconReading> {
  const access = context.targets.access('drill-observer', binding.region);
  try {
    return await withDatabase({ access, identifier: binding.resource, secret: secretName(binding.pointer), statementMs: 600_000 }, readFrom);
  } catch (error) {
    if (ABSENT.has(pgCode(error) ?? '') || rdsCode(error) === 'NoInstance') return NOTHING;
    throw error;
  }
}

async function readFrom(database: Database): Promise<BeaconReading> {
  const found = rangesOf(await database.query(RANGES_SQL));
  const [row] = await database.query('select count(*) - count(distinct (series, seq)) as twice from redrill_beacon.mark');
  return { ...NOTHING, found, duplicated: Number(row?.['twice'] ?? 0) };
}
