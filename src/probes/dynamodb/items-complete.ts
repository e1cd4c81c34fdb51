import { z } from 'zod';
import { isoDuration } from '#contract/config.schema';
import type { Binding, DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { durationSeconds, humanDuration } from '#kit/durations';
import { isoMicros, microsOf } from '#kit/time';
import { describeTable, keyOf } from '#stores/dynamodb/describe-table';
import { noTable } from '#stores/dynamodb/read-table-settings';
import { shown } from '../rds/shown.ts';
import { countItems } from './count-items.ts';
import type { Counted } from './count-items.ts';
import { failedLook } from './failed-look.ts';

const args = z.strictObject({
  store: z.string(),
  /** How the partition keys of what the platform cannot be without begin: each must have items. */
  kinds: z.array(z.string().min(1)).min(1),
  /** Attribute with the time (ISO, UTC) that the platform sets when it writes. */
  newestIn: z.string().optional(),
  /** How old the newest of those may be at `until`: the longest quiet time of the platform. */
  newestWithin: isoDuration.default('PT24H'),
  /** Moment up to which the restored point claims to hold everything (ISO). */
  until: z.string().nullish(),
  /** Bytes that the restored point says it holds. */
  sizeBytes: z.number().nullish(),
});
type Args = z.output<typeof args>;

/** Of what a point says it holds: sizes are counted in more than one way, and what is lost of a half restored table is more than the difference. */
const LEAST_SHARE = 0.9;

/** What people look at before they let users in: how many items of each kind, how many bytes, how new the newest is. The full comparison is the audit's. */
export const itemsComplete: ProbeModule<Args> = {
  id: 'dynamodb.items-complete',
  with: args,
  run: (context, input) => look(context, context.candidate(input.store), input).then((counted) => verdict(counted, input)).catch(failedLook),
  negativeControl: (context, given) => shown(itemsComplete.id, () => control(context, args.parse(given))),
};

async function look(context: DrillContext, { resource, region }: Binding, { kinds, newestIn }: Args): Promise<Counted> {
  const access = context.targets.access('drill-observer', region);
  const table = await describeTable(access, resource);
  if (table === null) throw noTable(access, resource);
  const amount = { objects: table.ItemCount ?? 0, bytes: table.TableSizeBytes ?? 0 };
  return context.modelled('dynamodb-read', amount, () => countItems(context, { access, table: resource, key: keyOf(table), kinds, newestIn: newestIn ?? null }));
}

function verdict({ items, bytes, byKind, newest, newestOf }: Counted, { newestIn, newestWithin, until, sizeBytes }: Args): ProbeReading {
  const counts = [...byKind].map(([kind, count]) => `${kind}: ${count}`).join(', ');
  const data = { items, bytes: Math.round(bytes), kinds: Object.fromEntries(byKind), newest };
  const empty = [...byKind].filter(([, count]) => count === 0).map(([kind]) => `there is no item of ${kind}`);
  const stale = newestIn === undefined ? [] : newest === null ? [`no item has a time in ${newestIn}`] : staleness({ newest, newestIn, newestWithin, until: until ?? null });
  const small = sizeBytes !== undefined && sizeBytes !== null && bytes < sizeBytes * LEAST_SHARE ? [`${Math.round(bytes)} bytes came back of ${sizeBytes} that the point says it holds`] : [];
  const wrong = [...empty, ...stale, ...small];
  if (wrong.length > 0) return { result: 'fail', detail: `${wrong.join('; ')} (${items} items; ${counts})`, data };
  if (newestIn !== undefined && (until === undefined || until === null)) return { result: 'unknown', detail: `nobody said up to which moment the restored point holds everything, so how old the newest ${newestIn} is says nothing (${items} items; ${counts})`, data };
  return { result: 'pass', detail: `${items} items (${counts})${newest === null ? '' : `; the newest was written at ${newest}${newestOf === null ? '' : ` (${newestOf})`}`}`, data };
}

function staleness({ newest, newestIn, newestWithin, until }: { readonly newest: string; readonly newestIn: string; readonly newestWithin: string; readonly until: string | null }): readonly string[] {
  if (until === null) return [];
  const ageSeconds = (microsOf(until) - microsOf(newest)) / 1e6;
  const within = durationSeconds(newestWithin);
  return ageSeconds > within ? [`the newest ${newestIn} is ${humanDuration(ageSeconds)} older than what the point claims to hold; at most ${humanDuration(within)} is normal`] : [];
}

const YEAR_SECONDS = 366 * 86_400;

/** The living table must be refused for its own reasons: as one that lacks a kind, and as of a moment long after its newest item. */
async function control(context: DrillContext, input: Args): Promise<ProbeReading> {
  const lacking = { ...input, kinds: [...input.kinds, 'redrill-control#'] };
  const counted = await look(context, context.binding(input.store), lacking);
  const empty = verdict(counted, { ...lacking, newestIn: undefined });
  const half = verdict({ ...counted, byKind: new Map() }, { ...input, newestIn: undefined, sizeBytes: Math.round(counted.bytes * 2) });
  if (half.result === 'pass') return { result: 'pass', detail: `half of what a point holds was let pass: ${half.detail}` };
  if (empty.result === 'pass' || input.newestIn === undefined) return empty;
  const until = isoMicros(context.clock.nowMicros() + (durationSeconds(input.newestWithin) + YEAR_SECONDS) * 1_000_000);
  const old = verdict({ ...counted, byKind: new Map() }, { ...input, until, sizeBytes: null });
  return old.result === 'fail' ? { result: 'fail', detail: `a kind without items: ${empty.detail}; half of the bytes: ${half.detail}; the living table at ${until}: ${old.detail}` } : { result: 'pass', detail: `its newest ${input.newestIn} was let pass as not too old for ${until}: ${old.detail}` };
}
