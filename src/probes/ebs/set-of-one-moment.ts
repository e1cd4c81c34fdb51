import type { Volume } from '@aws-sdk/client-ec2';
import { z } from 'zod';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { isoMicros, microsOf } from '#kit/time';
import { describeVolume, isGone, tagsOf } from '#stores/ebs/describe-volume';
import { loadVolumeDefinition } from '#stores/ebs/load-volume-definition';
import { describeSnapshot, heldMoment } from '#stores/ebs/snapshots';
import { volumesOf } from '#stores/ebs/volumes-of';
import { shown } from '../rds/shown.ts';
import { failedLook } from './failed-look.ts';
import { oneMoment, type SetMember } from './one-moment.ts';

const args = z.strictObject({ store: z.string(), definition: z.string() });
type Args = z.output<typeof args>;

/** Tag of the volumes that only make sense together with another: its value is the other's Name. */
const SET_TAG = 'volume-set';

/**
 * The volumes of the instance that belong together hold one moment. One that comes back from its own point beside others that live on is torn
 * from them: a database or a striped file system over both is damaged, while each volume for itself is perfect.
 */
export const setOfOneMoment: ProbeModule<Args> = {
  id: 'ebs.set-of-one-moment',
  with: args,
  run: (context, input) => look(context, input).catch(failedLook),
  // A volume of yesterday beside one that lives on.
  negativeControl: () => shown(setOfOneMoment.id, async () => oneMoment([{ name: 'restored', moment: '2026-01-01T05:00:00Z' }, { name: 'beside it', moment: '2026-01-01T09:00:00Z' }])),
};

async function look(context: DrillContext, { store, definition }: Args): Promise<ProbeReading> {
  const { resource, region } = context.candidate(store);
  const access = context.targets.access('drill-observer', region);
  const { Tags, Attachment } = loadVolumeDefinition(context, definition);
  const name = Tags.find(({ Key }) => Key === 'Name')?.Value;
  const restored = await describeVolume(access, resource);
  if (isGone(restored)) return { result: 'fail', detail: `there is no volume ${resource}` };
  const beside = Attachment === null ? [] : (await volumesOf(access, Attachment.InstanceId)).filter((volume) => volume.VolumeId !== resource && name !== undefined && tagsOf(volume)[SET_TAG] === name);
  return oneMoment(await Promise.all([restored, ...beside].map((volume) => memberOf(context, access, volume))));
}

/** What was there before the incident holds the present; what was made since holds the moment of its snapshot. */
async function memberOf({ struckAt, clock }: DrillContext, access: AwsAccess, { VolumeId: name = '', CreateTime, SnapshotId }: Volume): Promise<SetMember> {
  const madeAt = CreateTime === undefined ? null : isoMicros(CreateTime.getTime() * 1000);
  if (madeAt === null || struckAt === null || microsOf(madeAt) < microsOf(struckAt)) return { name, moment: clock.nowIso() };
  const snapshot = SnapshotId === undefined ? null : await describeSnapshot(access, SnapshotId);
  return { name, moment: snapshot === null ? null : heldMoment(snapshot) };
}
