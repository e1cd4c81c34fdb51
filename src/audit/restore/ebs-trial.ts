import { volumeMetadata } from '#restores/ebs/metadata-for';
import { RedrillError } from '#kit/redrill-error';
import { awaitUsable } from '#stores/ebs/await-volume';
import { describeVolume, isGone } from '#stores/ebs/describe-volume';
import { settingsOf } from '#stores/ebs/volume-settings';
import { ec2Sdk, withEc2 } from '#stores/ebs/with-ec2';
import { AUDIT_TAG } from './trial.ts';
import type { Trial } from './trial.ts';

/** A volume that nothing is attached to. It has no name but its id, so its tag says whose it is. */
export const ebsTrial: Trial = {
  service: 'ebs',
  metadata: async ({ context, live }, { fetched }) => {
    const volume = await describeVolume(context.targets.access('drill-observer', live.region), live.resource);
    if (isGone(volume)) throw new RedrillError('ebs.NoVolume', `there is no volume ${live.resource} whose zone and type the restored one could have`, { actor: 'platform' });
    return volumeMetadata(fetched, settingsOf(volume));
  },
  ready: async ({ context, restorer, live }, id) => {
    await withEc2(restorer, (client) => client.send(new (ec2Sdk().CreateTagsCommand)({ Resources: [id], Tags: [{ Key: AUDIT_TAG, Value: live.resource }] })));
    await awaitUsable(context, restorer, id);
  },
  remove: async ({ operator }, id) => {
    if (isGone(await describeVolume(operator, id))) return;
    await withEc2(operator, (client) => client.send(new (ec2Sdk().DeleteVolumeCommand)({ VolumeId: id })));
  },
  leftovers: async ({ operator, live }) => {
    const { Volumes } = await withEc2(operator, (client) => client.send(new (ec2Sdk().DescribeVolumesCommand)({ Filters: [{ Name: `tag:${AUDIT_TAG}`, Values: [live.resource] }] })));
    return (Volumes ?? []).flatMap(({ VolumeId = '', State }) => (State === 'deleting' || State === 'deleted' ? [] : [VolumeId]));
  },
};
