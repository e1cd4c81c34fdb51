import type { ModifyVolumeCommandInput, Volume } from '@aws-sdk/client-ec2';
import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { awaitUsable } from '#stores/ebs/await-volume';
import { describeVolume, tagsOf } from '#stores/ebs/describe-volume';
import { loadVolumeDefinition } from '#stores/ebs/load-volume-definition';
import { setTags } from '#stores/ebs/set-tags';
import type { VolumeSettings } from '#stores/ebs/volume-settings';
import { ec2Sdk, withEc2 } from '#stores/ebs/with-ec2';

const args = z.strictObject({ store: z.string(), definition: z.string() });
type Args = z.output<typeof args>;

/** Gives the restored volume what its restore did not bring: tags, by which plans and the Recycle Bin find it, and the documented performance. */
export const applySettings: StepModule<Args> = { id: 'ebs.apply-settings', with: args, marks: 'configure', effects: ['ec2:CreateTags', 'ec2:ModifyVolume'], run };

async function run(context: DrillContext, { store, definition }: Args): Promise<StepResult> {
  const { resource, region } = context.candidate(store);
  const access = context.targets.access('drill-restorer', region);
  const wanted = loadVolumeDefinition(context, definition);
  const outputs = await context.effect({
    id: `4-recover/ebs.apply-settings/${store}`,
    what: `give ${resource} the tags and the performance of ${definition}`,
    destructive: false,
    probe: async () => {
      const volume = await describeVolume(access, resource);
      return volume !== null && lacking(volume, wanted).length === 0 ? { changed: [] } : undefined;
    },
    act: async () => {
      const volume = await awaitUsable(context, access, resource);
      const changed = lacking(volume, wanted);
      await setTags(access, resource, wanted.Tags);
      if (changed.some((part) => part !== 'tags')) await withEc2(access, (client) => client.send(new (ec2Sdk().ModifyVolumeCommand)(modification(resource, wanted))));
      return { changed };
    },
  });
  return { outputs: { volume: resource, ...outputs } };
}

/** What is not as documented, of what can be changed on a volume that is there. */
function lacking(volume: Volume, { Tags, VolumeType, Iops, Throughput }: VolumeSettings): readonly string[] {
  const tags = tagsOf(volume);
  return [
    ...(Tags.every(({ Key, Value }) => tags[Key] === Value) ? [] : ['tags']),
    ...(volume.VolumeType === VolumeType ? [] : ['type']),
    ...(Iops === null || volume.Iops === Iops ? [] : ['iops']),
    ...(Throughput === null || volume.Throughput === Throughput ? [] : ['throughput']),
  ];
}

function modification(VolumeId: string, { VolumeType, Iops, Throughput }: VolumeSettings): ModifyVolumeCommandInput {
  return { VolumeId, VolumeType: VolumeType as NonNullable<ModifyVolumeCommandInput['VolumeType']>, ...(Iops === null ? {} : { Iops }), ...(Throughput === null ? {} : { Throughput }) };
}
