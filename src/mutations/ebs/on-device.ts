import type { FileHandle } from 'node:fs/promises';
import type { DrillContext, MutationModule, StepResult } from '#contract/modules';
import { readAt, volumeDevice, withDevice } from '#stores/ebs/device';
import { decodeHeader, HEADER_BYTES, mustHaveHeader, recordOffset, type VolumeLayout } from '#stores/ebs/volume-layout';
import { BLOCK_BYTES } from '#stores/ebs/block-geometry';
import { withSpoilt } from '../with-spoilt.ts';

export interface Spoil {
  readonly context: DrillContext;
  readonly device: FileHandle;
  readonly layout: VolumeLayout;
  /** Of the restored volume. */
  readonly volume: string;
}

/** A restore that goes wrong where only its blocks tell: spoils the device right after a step. After `ebs.re-point` no release check looks any more. `spoil` may give the names of the blocks that it spoilt. */
export function onDeviceAfter(step: string, spoil: (input: Spoil) => Promise<readonly string[] | void>): Pick<Required<MutationModule>, 'kind' | 'step' | 'around'> {
  return {
    kind: 'restore',
    step,
    around: async (context, store, run): Promise<StepResult> => {
      const result = await run();
      const restored = context.candidate(store.id);
      const spoilt = await withDevice(await volumeDevice(context, restored), 'r+', async (device) => {
        const layout = mustHaveHeader(decodeHeader(await readAt(device, 0, HEADER_BYTES)), restored.resource);
        return spoil({ context, device, layout, volume: restored.resource });
      });
      return withSpoilt(result, spoilt);
    },
  };
}

/** The last block of records: the archive of ended jobs, which nobody writes to, so that its loss or change is nobody's doing but ours. */
export function archivedBlock(layout: VolumeLayout): number {
  return Math.floor(recordOffset(layout, layout.records - 1) / BLOCK_BYTES);
}
