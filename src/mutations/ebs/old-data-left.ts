import type { MutationModule } from '#contract/modules';
import { BLOCK_BYTES } from '#stores/ebs/block-geometry';
import { writeAt } from '#stores/ebs/device';
import { encodeRecord } from '#stores/ebs/job-records';
import { blockName } from '#stores/ebs/volume-layout';
import { archivedBlock, onDeviceAfter } from './on-device.ts';

/** The volume was not new: blocks of an older time lie behind the right ones, where nothing is expected. */
export const oldDataLeft: MutationModule = {
  id: 'old-data-left',
  service: 'ebs',
  title: 'the volume still holds blocks of an older time',
  expect: { verdict: 'fail-integrity', reasonCode: 'integrity.unexpected' },
  ...onDeviceAfter('ebs.re-point', async ({ context, device, layout, volume }) => {
    const first = archivedBlock(layout) + 1;
    for (let n = 0; n < 3; n += 1) await writeAt(device, (first + n) * BLOCK_BYTES, encodeRecord('old', { number: n, revision: 1, writtenMicros: 1_556_700_000_000_000 }));
    context.say(`sabotage: three blocks of an older time were left on ${volume}`);
    return [0, 1, 2].map((n) => blockName(first + n));
  }),
};
