import type { SandboxContext } from '../../../service.ts';
import { BlockDamage } from '../blocks/block-damage.ts';
import type { Attachment, Modification, Volume } from '../model.ts';
import { ebsState } from '../state.ts';
import { AwsError } from '../../../service.ts';
import { modelledMicros } from '../times.ts';
import { GIB, imagePath, removeImage, writeImage } from './image.ts';

/** Moves a volume on by what is due. Its real work, the image, is done once and again after a kill. */
export async function stepVolume(context: SandboxContext, volume: Volume): Promise<void> {
  const state = ebsState(context);
  if (volume.state === 'creating' && !volume.filled) return fill(context, volume);
  const now = context.time.nowMicros();
  if ((volume.state === 'deleting' && volume.due !== null) || (volume.bin !== null && volume.bin.exitMicros <= now)) return removeVolume(context, volume);
  state.change(() => {
    const current = state.volumes.find(volume.id);
    if (current) putVolume(context, moved(context, current, now));
  });
}

/** Keeps a volume with the earliest of its due times. Inside `change` only. */
export function putVolume(context: SandboxContext, volume: Volume): Volume {
  const dues = [
    volume.state === 'creating' ? (volume.filled ? volume.readyMicros : context.time.nowMicros()) : null,
    volume.state === 'deleting' ? volume.due : null,
    volume.attachment?.dueMicros ?? null,
    volume.modification && volume.modification.state !== 'completed' ? volume.modification.endsMicros : null,
    volume.bin?.exitMicros ?? null,
  ].filter((due) => due !== null);
  return ebsState(context).volumes.put({ ...volume, due: dues.length === 0 ? null : Math.min(...dues) });
}

/** Removes a volume for good: file first, so that a kill in between leaves a row that is due again. */
function removeVolume(context: SandboxContext, volume: Volume): void {
  const state = ebsState(context);
  removeImage(imagePath(context.state, volume.id));
  state.change(() => {
    if (volume.sourceMap !== null) state.store.releaseMap(volume.sourceMap);
    state.tags.dropAll(volume, volume.id);
    state.volumes.remove(volume.id);
  });
}

async function fill(context: SandboxContext, volume: Volume): Promise<void> {
  const state = ebsState(context);
  const blocks = volume.sourceMap === null ? new Map<number, number>() : state.store.mapOf(volume.sourceMap) ?? new Map<number, number>();
  const failure = volume.failure ?? await failureOf(() => writeImage(imagePath(context.state, volume.id), volume.sizeGiB * GIB, { blocks, read: (chunk) => state.store.read(chunk) }));
  state.change(() => {
    const now = state.volumes.find(volume.id);
    if (!now) return;
    if (volume.sourceMap !== null) state.store.releaseMap(volume.sourceMap);
    putVolume(context, { ...now, sourceMap: null, filled: true, failure, base: volume.sourceMap === null ? null : { map: volume.sourceMap, fingerprint: null } });
  });
}

/** Damaged content and unusable keys end in the volume's state; anything else is the sandbox's own failure. */
async function failureOf(work: () => Promise<void>): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof BlockDamage || error instanceof AwsError) return error.message;
    throw error;
  }
}

function moved(context: SandboxContext, volume: Volume, now: number): Volume {
  const created: Volume = volume.state === 'creating' && volume.readyMicros <= now ? { ...volume, state: volume.failure === null ? 'available' : 'error' } : volume;
  const attached = withAttachment(created, now);
  return { ...attached, modification: attached.modification && advanced(context, attached.modification, now) };
}

function withAttachment(volume: Volume, now: number): Volume {
  const { attachment } = volume;
  if (attachment === null || attachment.dueMicros === null || attachment.dueMicros > now) return volume;
  const whole: Attachment | null = attachment.state === 'attaching' && attachment.failure === null ? { ...attachment, state: 'attached', dueMicros: null } : null;
  return { ...volume, attachment: whole, state: whole === null ? 'available' : 'in-use' };
}

function advanced(context: SandboxContext, modification: Modification, now: number): Modification {
  if (modification.endsMicros > now) return modification;
  switch (modification.state) {
    case 'modifying': return { ...modification, state: 'optimizing', endsMicros: now + modelledMicros(context, 'ebs-snapshot', 0) };
    case 'optimizing':
    case 'completed': return { ...modification, state: 'completed' };
  }
}
