import type { MutationModule } from '#contract/modules';
import { BLOCK_BYTES } from '#stores/ebs/block-geometry';
import { readAt, writeAt } from '#stores/ebs/device';
import { blockName } from '#stores/ebs/volume-layout';
import { archivedBlock, onDeviceAfter } from './on-device.ts';

const AT = 4321;

/** One block comes back with one bit changed. */
export const oneChanged: MutationModule = {
  id: 'one-changed',
  service: 'ebs',
  title: 'one block comes back with one bit changed',
  expect: { verdict: 'fail-integrity', reasonCode: 'integrity.different' },
  ...onDeviceAfter('ebs.re-point', async ({ context, device, layout, volume }) => {
    const offset = archivedBlock(layout) * BLOCK_BYTES + AT;
    const byte = await readAt(device, offset, 1);
    byte[0] = (byte[0] ?? 0) ^ 1;
    await writeAt(device, offset, byte);
    context.say(`sabotage: one bit of block/${archivedBlock(layout)} of ${volume} was changed`);
    return [blockName(archivedBlock(layout))];
  }),
};
