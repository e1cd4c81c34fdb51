import { BackupFailure, type BackedUp } from '../../../backup-resource.ts';
import type { SandboxContext } from '../../../service.ts';
import type { Bucket } from '../bucket.ts';
import { storedEncryption } from '../encryption.ts';
import { stateOf, type S3State } from '../state.ts';
import { changedParts, lastOf, noteLast } from './changed-parts.ts';
import { currentObjects } from './current-objects.ts';
import { storeParts } from './listing-parts.ts';
import type { StoredObject } from './listing-parts.ts';
import { artifactOf, dropSnapshotsOf, keepSnapshot, type Snapshot } from './snapshots.ts';

export interface SnapshotInput {
  readonly bucket: Bucket;
  readonly jobId: string;
  readonly vaultKeyArn: string;
  readonly roleArn: string;
}

/** All current objects of a bucket at one moment. Objects under a KMS key that the role cannot use are skipped, and the message says so. */
export function takeSnapshot(context: SandboxContext, { bucket, jobId, vaultKeyArn, roleArn }: SnapshotInput): BackedUp {
  const state = stateOf(context.catalogue);
  requireSettings(bucket);
  const by = { account: bucket.account, arn: roleArn };
  const problem = context.keys.problem(vaultKeyArn, 'encrypt', by);
  if (problem) throw new BackupFailure(`The AWS KMS key ${vaultKeyArn} of the backup vault is not available to ${roleArn}: ${problem.message}`);
  const mayUse = usableKeys(context, by);
  const { snapshot, current } = state.change(() => {
    dropSnapshotsOf(context.catalogue, state, jobId);
    const taken = keepCurrent(context, state, { job: jobId, bucket, keyArn: vaultKeyArn, mayUse });
    noteLast(context, bucket, taken.snapshot);
    return taken;
  });
  const skipped = current - snapshot.objects;
  const message = skipped === 0 ? null : `${skipped} of ${current} objects were not backed up: the role ${roleArn} cannot use the AWS KMS keys they are encrypted with.`;
  return { artifact: artifactOf(snapshot), nativeArn: null, sizeBytes: snapshot.bytes, objects: snapshot.objects, keyArn: vaultKeyArn, message };
}

interface Keeping {
  readonly job: string;
  readonly bucket: Bucket;
  readonly keyArn: string;
  readonly mayUse: (keyArn: string | undefined) => boolean;
}

/** Goes on from the last snapshot where it can: what did not change since then is not looked at. */
function keepCurrent(context: SandboxContext, state: S3State, { job, bucket, keyArn, mayUse }: Keeping): { readonly snapshot: Snapshot; readonly current: number } {
  const of = { job, bucket: bucket.name, keyArn };
  const usable = ({ headers }: StoredObject): boolean => mayUse(storedEncryption(headers)?.keyArn);
  const last = lastOf(context, bucket);
  const goesOn = last !== null && last.manifest.parts.every(({ keys }) => keys.every(mayUse));
  const parts = goesOn ? changedParts(context, state, { bucket, last, keyArn, usable }) : null;
  if (parts !== null) {
    const snapshot = keepSnapshot(context, of, { parts, whole: true });
    return { snapshot, current: snapshot.objects };
  }
  const all = currentObjects(state, bucket);
  const taken = all.filter(usable);
  return { snapshot: keepSnapshot(context, of, { parts: storeParts(context, state, taken, { to: keyArn, from: null }), whole: taken.length === all.length }), current: all.length };
}

/** Whether the role can use the key of an object; each key is asked about once. */
export function usableKeys({ keys }: Pick<SandboxContext, 'keys'>, by: { readonly account: string; readonly arn: string }): (keyArn: string | undefined) => boolean {
  const known = new Map<string, boolean>();
  return (keyArn) => {
    if (keyArn === undefined) return true;
    const answer = known.get(keyArn) ?? keys.problem(keyArn, 'decrypt', by) === null;
    known.set(keyArn, answer);
    return answer;
  };
}

/** AWS Backup for S3 needs both (aws-facts.md 2.3). */
function requireSettings(bucket: Bucket): void {
  if (bucket.versioning !== 'Enabled') throw new BackupFailure(`Bucket ${bucket.name} cannot be backed up: S3 Versioning must be enabled on it.`);
  if (!bucket.settings.notification?.eventBridge) throw new BackupFailure(`Bucket ${bucket.name} cannot be backed up: Amazon EventBridge notifications must be enabled on it.`);
}
