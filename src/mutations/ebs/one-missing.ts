import type { MutationModule } from '#contract/modules';
import { BLOCK_BYTES, ZERO_BLOCK } from '#stores/ebs/block-geometry';
import { writeAt } from '#stores/ebs/device';
import { blockName } from '#stores/ebs/volume-layout';
import { archivedBlock, onDeviceAfter } from './on-device.ts';

/** One block of all does not come back: it reads as zeros. */
export const oneMissing: MutationModule = {
  id: 'one-missing',
  service: 'ebs',
  title: 'one block does not come back',
  expect: { verdict: 'fail-integrity', reasonCode: 'integrity.missing' },
  ...onDeviceAfter('ebs.re-point', async ({ context, device, layout, volume }) => {
    await writeAt(device, archivedBlock(layout) * BLOCK_BYTES, ZERO_BLOCK);
    context.say(`sabotage: block/${archivedBlock(layout)} of ${volume} did not come back`);
    return [blockName(archivedBlock(layout))];
  }),
};
