import { BackupFailure, type BackedUp } from '../../../backup-resource.ts';
import type { SandboxContext } from '../../../service.ts';
import type { Bucket } from '../bucket.ts';
import { storedEncryption } from '../encryption.ts';
import { stateOf, type S3State } from '../state.ts';
import type { Version } from '../version-rows.ts';
import { addSnapshot, artifactOf, dropSnapshotsOf, type StoredObject } from './snapshots.ts';

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
  const current = currentObjects(state, bucket);
  const usable = usableKeys(context, by);
  const taken = current.filter((object) => usable(storedEncryption(object.headers)?.keyArn));
  const skipped = current.length - taken.length;
  const snapshot = state.change(() => {
    dropSnapshotsOf(context.catalogue, state, jobId);
    return addSnapshot(context, state, { job: jobId, bucket: bucket.name, keyArn: vaultKeyArn }, taken);
  });
  const message = skipped === 0 ? null : `${skipped} of ${current.length} objects were not backed up: the role ${roleArn} cannot use the AWS KMS keys they are encrypted with.`;
  return { artifact: artifactOf(snapshot), nativeArn: null, sizeBytes: snapshot.bytes, objects: snapshot.objects, keyArn: vaultKeyArn, message };
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

function currentObjects(state: S3State, bucket: Bucket): readonly StoredObject[] {
  const objects: StoredObject[] = [];
  let last: string | null = null;
  for (const row of state.versions.scan(bucket.id, { kind: 'from', key: '' })) {
    // the newest version of a key comes first
    if (row.key === last) continue;
    last = row.key;
    if (row.marker === 0) objects.push(stored(row));
  }
  return objects;
}

function stored({ key, size, etag, blob, parts, headers, tags, sums }: Version): StoredObject {
  return { key, size, etag, blob, parts, headers, tags, sums };
}
