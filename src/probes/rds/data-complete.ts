import { z } from 'zod';
import type { Binding, DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { isoDuration } from '#contract/config.schema';
import { durationSeconds } from '#kit/durations';
import { isoMicros } from '#kit/time';
import { withDatabase } from '#stores/rds/open-database';
import { secretName } from '#stores/rds/read-secret';
import { failedLook } from './failed-look.ts';
import { lookAtData } from './look-at-data.ts';
import type { DataReading } from './look-at-data.ts';
import { shown } from './shown.ts';

const table = z.string().regex(/^[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*$/, 'schema.table');

const args = z.strictObject({
  store: z.string(),
  /** Tables without which the platform is nothing: each must be there and hold rows. */
  tables: z.array(table).min(1),
  /** `schema.table.column` of a time that the platform sets when it writes. */
  newestIn: z.string().regex(/^[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*$/, 'schema.table.column').optional(),
  /** How old the newest of those may be at `until`: the longest quiet time of the platform. */
  newestWithin: isoDuration.default('PT24H'),
  /** Moment up to which the restored point claims to hold everything (ISO). */
  until: z.string().nullish(),
});
type Args = z.output<typeof args>;

/** What people look at before they let users in: tables and their counts, the newest rows, constraints and indexes. The full comparison is the audit's. */
export const dataComplete: ProbeModule<Args> = {
  id: 'rds.data-complete',
  with: args,
  run: (context, input) => look(context, context.candidate(input.store), input).catch(failedLook),
  negativeControl: (context, given) => shown(dataComplete.id, () => control(context, args.parse(given))),
};

async function look(context: DrillContext, { resource, region, pointer }: Binding, input: Args, database?: string): Promise<DataReading> {
  const access = context.targets.access('drill-observer', region);
  return withDatabase({ access, identifier: resource, secret: secretName(pointer), statementMs: 600_000, ...(database === undefined ? {} : { database }) }, (db) => {
    const { tables, newestIn, newestWithin, until } = input;
    return lookAtData(db, { tables, newest: newestIn === undefined ? null : { column: newestIn, within: newestWithin, until: until ?? null } });
  });
}

const YEAR_SECONDS = 366 * 86_400;

/** Two databases that must be refused, each for its own reason: an empty one, and the living one as of a moment long after its newest row. */
async function control(context: DrillContext, input: Args): Promise<ProbeReading> {
  const binding = context.binding(input.store);
  // the maintenance database on the same server: a real one, and empty
  const empty = await look(context, binding, { ...input, newestIn: undefined }, 'postgres');
  if (empty.result === 'pass' || input.newestIn === undefined) return empty;
  const until = isoMicros(context.clock.nowMicros() + (durationSeconds(input.newestWithin) + YEAR_SECONDS) * 1_000_000);
  const old = await look(context, binding, { ...input, until });
  if (!old.data.stale) return { result: 'pass', detail: `its newest ${input.newestIn} was let pass as not too old for ${until}: ${old.detail}` };
  return { result: 'fail', detail: `an empty database: ${empty.detail}; the living one at ${until}: ${old.detail}` };
}
