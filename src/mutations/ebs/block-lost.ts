import type { MutationModule } from '#contract/modules';
import { BLOCK_BYTES, ZERO_BLOCK } from '#stores/ebs/block-geometry';
import { writeAt } from '#stores/ebs/device';
import { archivedBlock, onDeviceAfter } from './on-device.ts';

/** The provider loses a block between the point and the volume (2011), while every status says ok: only reading the blocks before users are let in can tell. */
export const blockLost: MutationModule = {
  id: 'block-lost',
  service: 'ebs',
  title: 'the provider loses one block while it restores, and every status says ok',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.release-check' },
  ...onDeviceAfter('ebs.attach', async ({ context, device, layout, volume }) => {
    await writeAt(device, archivedBlock(layout) * BLOCK_BYTES, ZERO_BLOCK);
    context.say(`sabotage: block/${archivedBlock(layout)} of ${volume} was lost on the way`);
  }),
};
