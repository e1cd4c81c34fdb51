import { usageError } from '#kit/redrill-error';
import { BackupFailure, type BackupResourceKind, type ProtectedThing } from '../../backup-resource.ts';
import type { SandboxContext } from '../../service.ts';
import { beginRestore, restoreProgress } from './backup/restore-snapshot.ts';
import { addSnapshot, artifactOf, copiedSnapshot, dropSnapshot, dropSnapshotsOf, objectsOf, requireSnapshot, snapshotId } from './backup/snapshots.ts';
import type { StoredObject } from './backup/listing-parts.ts';
import { takeSnapshot } from './backup/take-snapshot.ts';
import type { Bucket } from './bucket.ts';
import { stateOf } from './state.ts';

const ARN = 'arn:aws:s3:::';

/**
 * S3 for AWS Backup. A snapshot holds all current objects of a bucket by reference, so it costs no copying and outlives the bucket; it holds no
 * configuration of the bucket. The key of the vault takes the place of the objects' own keys, in copies that of the other vault: nothing of a point needs
 * the source's key. Continuous backup is not served: a rule that asks for it ends its job FAILED by name.
 */
export const s3BackupResource: BackupResourceKind = {
  type: 'S3',
  model: 'backup-s3',
  copiesSourceTags: false,
  owns: (resourceArn) => resourceArn.startsWith(ARN) && !resourceArn.includes('/'),
  list: ({ catalogue }, at) => stateOf(catalogue).buckets.ofAccount(at.account, '').filter((bucket) => bucket.region === at.region).map(thingOf),
  find: (context, resourceArn) => {
    const bucket = bucketOf(context, resourceArn);
    return bucket && thingOf(bucket);
  },
  backup: async (context, { resourceArn, jobId, vaultKeyArn, roleArn }) => {
    const bucket = bucketOf(context, resourceArn);
    if (!bucket) throw new BackupFailure(`Bucket ${resourceArn.slice(ARN.length)} does not exist.`);
    return takeSnapshot(context, { bucket, jobId, vaultKeyArn, roleArn });
  },
  continuous: null,
  copy: async (context, { artifact, keyArn, jobId }) => {
    const state = stateOf(context.catalogue);
    const source = requireSnapshot(context.catalogue, artifact);
    const copied = state.change(() => {
      dropSnapshotsOf(context.catalogue, state, jobId);
      return copiedSnapshot(context, state, { source, job: jobId, keyArn });
    });
    return { artifact: artifactOf(copied), nativeArn: null, sizeBytes: copied.bytes, objects: copied.objects, keyArn, message: null };
  },
  restoreMetadata: ({ catalogue }, artifact) => ({ DestinationBucketName: requireSnapshot(catalogue, artifact).bucket, NewBucket: 'false', EncryptionType: 'original', RestoreACLs: 'false' }),
  restore: async (context, input) => ({ createdResourceArn: beginRestore(context, input) }),
  restoring: (context, { jobId }) => restoreProgress(context, jobId),
  forget: ({ catalogue }, artifact) => {
    const state = stateOf(catalogue);
    state.change(() => dropSnapshot(catalogue, state, snapshotId(artifact)));
  },
  damage: async (context, artifact, { mode, other }) => {
    const state = stateOf(context.catalogue);
    const snapshot = requireSnapshot(context.catalogue, artifact);
    const objects = damaged(context, { artifact, mode, other });
    return artifactOf(state.change(() => {
      const damagedOne = addSnapshot(context, state, { job: snapshot.job, bucket: snapshot.bucket, keyArn: snapshot.key, from: mode === 'swap' && other !== undefined ? requireSnapshot(context.catalogue, other).key : snapshot.key }, objects);
      dropSnapshot(context.catalogue, state, snapshot.id);
      return damagedOne;
    }));
  },
};

function damaged(context: SandboxContext, { artifact, mode, other }: { readonly artifact: string; readonly mode: 'empty' | 'truncate' | 'swap'; readonly other: string | undefined }): readonly StoredObject[] {
  switch (mode) {
    case 'empty': return [];
    case 'truncate': return firstHalf(objectsOf(context, requireSnapshot(context.catalogue, artifact)));
    case 'swap': {
      if (other === undefined) throw usageError('control.bad-params', 'a swap needs the point whose content is to be taken (other)');
      return objectsOf(context, requireSnapshot(context.catalogue, other));
    }
    default: return mode satisfies never;
  }
}

/** Half of the objects or half of the bytes, whichever ends first: thousands of tiny objects at the end must not be all that is lost. */
function firstHalf(objects: readonly StoredObject[]): readonly StoredObject[] {
  let left = objects.reduce((sum, { size }) => sum + size, 0) / 2;
  const kept = objects.findIndex(({ size }) => (left -= size) < 0);
  return objects.slice(0, Math.min(objects.length >> 1, kept === -1 ? objects.length : kept));
}

function bucketOf({ catalogue }: SandboxContext, resourceArn: string): Bucket | null {
  return stateOf(catalogue).buckets.find(resourceArn.slice(ARN.length));
}

function thingOf({ name, account, region, settings }: Bucket): ProtectedThing {
  return { arn: `${ARN}${name}`, name, place: { account, region }, tags: settings.tags ?? {} };
}
