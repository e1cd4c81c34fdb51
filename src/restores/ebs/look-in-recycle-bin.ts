import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { isoMicros } from '#kit/time';
import { inRecycleBin } from '#stores/ebs/recycle-bin';

const args = z.strictObject({
  store: z.string(),
  /** What the document goes on with: the volume that is `there`, or another way because it is `not-there`. */
  wanted: z.enum(['there', 'not-there']),
});
type Args = z.output<typeof args>;

/** The first look after any loss of a volume: what the Recycle Bin still has is newer than every backup. A document for the other case ends here. */
export const lookInRecycleBin: StepModule<Args> = { id: 'ebs.look-in-recycle-bin', with: args, marks: 'decide', effects: [], run };

async function run(context: DrillContext, { store, wanted }: Args): Promise<StepResult> {
  const { resource, region } = context.binding(store);
  const found = await inRecycleBin(context.targets.access('drill-restorer', region), resource);
  const until = moment(found?.RecycleBinExitTime);
  if (wanted === 'there' && found === null) throw new RedrillError('restore.not-in-recycle-bin', `the Recycle Bin does not have ${resource}: no rule kept it, or its time is over. Restore it from the vault instead (ebs-volume.md)`, { actor: 'platform' });
  if (wanted === 'not-there' && found !== null) throw new RedrillError('restore.in-recycle-bin', `the Recycle Bin has ${resource} until ${until ?? 'an unknown time'}, with everything that was written to it: restore it from there (ebs-volume-recycle-bin.md), every backup is older`, { actor: 'platform' });
  return { outputs: { volume: resource, found: found !== null, until, enteredAt: moment(found?.RecycleBinEnterTime) } };
}

function moment(date: Date | undefined): string | null {
  return date === undefined ? null : isoMicros(date.getTime() * 1000);
}
