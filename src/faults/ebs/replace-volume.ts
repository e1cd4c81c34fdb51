import type { Volume } from '@aws-sdk/client-ec2';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import { detachVolume } from '#stores/ebs/attach-volume';
import { tagsOf } from '#stores/ebs/describe-volume';
import { removeTags, setTags } from '#stores/ebs/set-tags';

interface Replacement {
  readonly access: AwsAccess;
  readonly store: string;
  /** Of the safety copy: says whose doing this is. */
  readonly tag: { readonly Key: string; readonly Value: string };
}

const REPLACED = 'redrill:replaced';

/**
 * Takes away the volume with which a failed recovery came back. Users may have written to it, so it is detached and never deleted; its other
 * tags go, so that no plan backs it up, nobody takes it for the real one and no drill deletes it.
 */
export async function replaceVolume(context: DrillContext, { access, store, tag }: Replacement, volume: Volume): Promise<void> {
  const id = volume.VolumeId ?? '';
  const tags = tagsOf(volume);
  context.say(`${id} is replaced by the safety copy; it is detached, and keeps what it holds`);
  await context.effect({
    id: `5-put-back/replace/${store}/${id}`,
    what: `detach ${id}, which the recovery brought back, and mark it as replaced`,
    destructive: true,
    probe: async () => (tags[REPLACED] === tag.Value && volume.State === 'available' ? { leaves: id } : undefined),
    act: async () => {
      await detachVolume(context, access, id);
      await setTags(access, id, [{ Key: REPLACED, Value: tag.Value }, { Key: 'Name', Value: `redrill-replaced-${id}` }]);
      await removeTags(access, id, Object.keys(tags).filter((key) => key !== REPLACED && key !== 'Name' && !key.startsWith('aws:')));
      return { leaves: id };
    },
  });
}
