import { z } from 'zod';
import type { Binding, DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { durationSeconds } from '#kit/durations';
import { isoMicros, microsOf } from '#kit/time';
import { withLook } from '#stores/ebs/own-snapshot';
import { snapshotRecords, type RecordsRead } from '#stores/ebs/snapshot-records';
import { shown } from '../rds/shown.ts';
import { failedLook } from './failed-look.ts';

const args = z.strictObject({
  store: z.string(),
  /** Whose content the volume should hold; its header says whose it does. */
  label: z.string(),
  /** How old the newest record may be at the moment `until`. */
  newestWithin: z.string(),
  /** The moment that the restored point claims to hold (ISO). */
  until: z.string().nullish(),
});
type Args = z.output<typeof args>;

/** The volume holds the platform's content, whole: its header says whose it is, every record has its right number and check sum, and the newest is not old. */
export const dataComplete: ProbeModule<Args> = {
  id: 'ebs.data-complete',
  with: args,
  run: (context, input) => look(context, context.candidate(input.store), input).catch(failedLook),
  negativeControl: (context, input) => shown(dataComplete.id, () => look(context, context.binding(input.store), { ...input, label: 'redrill-control' })),
};

async function look(context: DrillContext, binding: Binding, input: Args): Promise<ProbeReading> {
  const access = context.targets.access('drill-observer', binding.region);
  const read = await withLook(context, binding, ({ SnapshotId = '', VolumeSize = 0 }) => snapshotRecords({ access, snapshotId: SnapshotId, gib: VolumeSize, signal: context.signal }));
  return judgeRecords(read, { ...input, volume: binding.resource });
}

/** What the records say; apart from the reading so that every kind of damage can be shown to it. */
export function judgeRecords(read: RecordsRead, { label, newestWithin, until, volume }: Pick<Args, 'label' | 'newestWithin' | 'until'> & { readonly volume: string }): ProbeReading {
  const { layout, good, bad, newestMicros } = read;
  if (layout === null) return { result: 'fail', detail: `${volume} is empty or damaged: it does not begin with the header of the platform's volumes` };
  if (layout.label !== label) return { result: 'fail', detail: `${volume} holds the content of ${layout.label}, expected that of ${label}: another volume's point was restored` };
  if (bad.length > 0) return { result: 'fail', detail: `${bad.length} of ${layout.records} records of ${volume} are missing, torn or in a wrong place; first: record ${bad[0]}` };
  if (until == null) return { result: 'unknown', detail: `nobody said up to which moment the restored point holds everything, so how old the newest record of ${volume} is says nothing (all ${good} are whole)` };
  if (newestMicros < microsOf(until) - durationSeconds(newestWithin) * 1e6) return { result: 'fail', detail: `the newest of ${good} records of ${volume} was written ${newestMicros === 0 ? 'never' : isoMicros(newestMicros)}, more than ${newestWithin} before ${until}: the point does not hold what it claims` };
  return { result: 'pass', detail: `all ${good} records of ${volume} are whole and in their places; the newest is of ${isoMicros(newestMicros)}` };
}
