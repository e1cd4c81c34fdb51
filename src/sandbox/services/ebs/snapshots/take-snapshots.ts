import type { SandboxContext } from '../../../service.ts';
import { AwsError } from '../../../service.ts';
import type { Principal, Snapshot, Tags, Volume } from '../model.ts';
import { ebsState } from '../state.ts';
import { modelledMicros } from '../times.ts';
import { capture } from '../volumes/capture.ts';
import { bytesOf, draftSnapshot, ofVolume, putSnapshot } from './new-snapshot.ts';

/** How EC2 says that a key cannot be used; it notices it after the call. */
export const KEY_NOT_ACCESSIBLE = 'Given key ID is not accessible';

/** One snapshot that was asked for. */
export interface SnapshotOrder {
  readonly volume: Volume;
  readonly description: string;
  readonly tags: Tags;
  readonly by: Principal;
}

/** Takes a snapshot: the content is that of this moment, the copying to S3 lasts as modelled. With a key that cannot be used it ends in error. */
export async function takeSnapshot(context: SandboxContext, { volume, description, tags, by }: SnapshotOrder): Promise<Snapshot> {
  const state = ebsState(context);
  const draft = draftSnapshot(context, { ...ofVolume(volume), origin: 'ec2', description });
  const problem = volume.keyArn === null ? null : context.keys.problem(volume.keyArn, 'encrypt', by);
  const failed = (): Snapshot => state.change(() => putSnapshot(context, { ...draft, message: KEY_NOT_ACCESSIBLE, endsMicros: soon(context), due: soon(context) }, tags));
  if (problem) return failed();
  try {
    return await capture(context, volume, (map) => {
      const { dataBytes, changedBytes } = bytesOf(context, map, newestMap(context, volume));
      const endsMicros = draft.startedMicros + modelledMicros(context, 'ebs-snapshot', changedBytes);
      return putSnapshot(context, { ...draft, map, dataBytes, endsMicros, due: endsMicros }, tags);
    });
  } catch (error) {
    if (error instanceof AwsError) return failed();
    throw error;
  }
}

/** The map of a volume's newest snapshot: only what changed since then is copied. */
function newestMap(context: SandboxContext, volume: Volume): number | null {
  const earlier = ebsState(context).snapshots.list(volume).filter((one) => one.volumeId === volume.id && one.map !== null && one.bin === null);
  return earlier.sort((a, b) => b.startedMicros - a.startedMicros)[0]?.map ?? null;
}

function soon(context: SandboxContext): number {
  return context.time.nowMicros() + modelledMicros(context, 'ebs-control');
}
