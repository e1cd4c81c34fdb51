import { dateOfMicros } from '#kit/dates';
import type { SandboxContext } from '../../service.ts';
import type { Snapshot } from '../ebs/model.ts';
import type { EbsState } from '../ebs/state.ts';
import { tagList } from './input.ts';

/** A snapshot as DescribeSnapshots tells it; another account sees neither its tags nor how it is paid. */
export function snapshotOutput(context: SandboxContext, state: EbsState, { snapshot, seenFrom }: { readonly snapshot: Snapshot; readonly seenFrom: string }): object {
  return {
    SnapshotId: snapshot.id,
    VolumeId: snapshot.volumeId,
    State: snapshot.state,
    ...(snapshot.state === 'error' && snapshot.message !== null ? { StateMessage: snapshot.message } : {}),
    StartTime: dateOfMicros(snapshot.startedMicros),
    ...(snapshot.completedMicros === null ? {} : { CompletionTime: dateOfMicros(snapshot.completedMicros) }),
    Progress: snapshotProgress(context, snapshot),
    OwnerId: snapshot.account,
    Description: snapshot.description,
    VolumeSize: snapshot.sizeGiB,
    Encrypted: snapshot.keyArn !== null,
    ...(snapshot.keyArn === null ? {} : { KmsKeyId: snapshot.keyArn, SseType: 'sse-kms' }),
    StorageTier: 'standard',
    ...(snapshot.state === 'completed' ? { FullSnapshotSizeInBytes: snapshot.dataBytes } : {}),
    Tags: seenFrom === snapshot.account ? tagList(state.tags.of(snapshot, snapshot.id)) : [],
  };
}

/** `42%`, or nothing while it is not told. */
export function snapshotProgress({ time }: SandboxContext, { state, startedMicros, endsMicros }: Snapshot): string {
  if (state !== 'pending') return state === 'error' ? '' : '100%';
  const share = (time.nowMicros() - startedMicros) / Math.max(1, endsMicros - startedMicros);
  return `${Math.max(0, Math.min(99, Math.floor(share * 100)))}%`;
}
