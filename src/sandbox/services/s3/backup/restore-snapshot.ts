import { hash } from 'node:crypto';
import { DURATION_MODELS, modelledSeconds } from '#kit/duration-models';
import { BackupFailure, type RestoreProgress } from '../../../backup-resource.ts';
import { AwsError, type Place, type SandboxContext } from '../../../service.ts';
import type { Bucket } from '../bucket.ts';
import { requireBucketName } from '../bucket-name.ts';
import { storedEncryption } from '../encryption.ts';
import { stateOf, type S3State } from '../state.ts';
import { blobIds, partsOf, writeVersion } from '../write-version.ts';
import { objectsOf, requireSnapshot, type StoredObject } from './snapshots.ts';
import { readRestoreInput, type RestoreInput } from './restore-input.ts';
import { usableKeys } from './take-snapshot.ts';

/** What a restore that was begun will do when its time has come; kept as JSON. */
interface RestorePlan extends RestoreInput {
  readonly artifact: string;
  readonly account: string;
  readonly role: string;
}

/** Checks a restore and finds or makes its destination; the objects come when the modelled time has passed. Again for the same job: nothing new. */
export function beginRestore(context: SandboxContext, input: { readonly artifact: string; readonly metadata: Readonly<Record<string, string>>; readonly at: Place; readonly jobId: string; readonly roleArn: string }): string {
  const state = stateOf(context.catalogue);
  const wanted = readRestoreInput(input.metadata);
  const arn = `arn:aws:s3:::${wanted.destination}`;
  if (findRestore(context, input.jobId)) return arn;
  const snapshot = requireSnapshot(context.catalogue, input.artifact);
  const objects = objectsOf(context, snapshot).filter((object) => isWanted(wanted, object));
  if (wanted.encryption === 'SSE-S3' && objects.some(({ headers }) => storedEncryption(headers))) throw new AwsError('InvalidParameterValueException', 'EncryptionType SSE-S3 is not supported by the sandbox for objects that were encrypted with AWS KMS; use "original".');
  const seconds = modelledSeconds(DURATION_MODELS['restore-s3'], { objects: objects.length, bytes: objects.reduce((sum, { size }) => sum + size, 0) }) * context.settings.get('duration-factor');
  const plan: RestorePlan = { ...wanted, artifact: input.artifact, account: input.at.account, role: input.roleArn };
  if (!wanted.newBucket) requireDestination(state, plan, input.at.region);
  state.changeBuckets(() => {
    if (wanted.newBucket) addBucket(context, state, { name: wanted.destination, at: input.at });
    context.catalogue.db.prepare('INSERT INTO s3_restore (job, plan, due) VALUES (?, ?, ?)').run(input.jobId, JSON.stringify(plan), context.time.nowMicros() + Math.round(seconds * 1_000_000));
  });
  return arn;
}

/** How a restore goes on; when its time has come all objects are written, in one transaction with the end of the restore. */
export function restoreProgress(context: SandboxContext, jobId: string): RestoreProgress {
  const restore = findRestore(context, jobId);
  if (!restore) return { state: 'failed', message: 'The restore was never begun.' };
  if (restore.done !== null) return JSON.parse(restore.done) as RestoreProgress;
  if (context.time.nowMicros() < restore.due) return { state: 'running', nextMicros: restore.due };
  const state = stateOf(context.catalogue);
  return state.change(() => {
    const progress = written(context, state, { plan: JSON.parse(restore.plan) as RestorePlan, jobId });
    context.catalogue.db.prepare('UPDATE s3_restore SET done = ? WHERE job = ?').run(JSON.stringify(progress), jobId);
    return progress;
  });
}

function written(context: SandboxContext, state: S3State, { plan, jobId }: { readonly plan: RestorePlan; readonly jobId: string }): RestoreProgress {
  try {
    const bucket = requireDestination(state, plan, null);
    const objects = objectsOf(context, requireSnapshot(context.catalogue, plan.artifact)).filter((object) => isWanted(plan, object));
    const usable = usableKeys(context, { account: plan.account, arn: plan.role });
    const able = objects.filter(({ headers }) => usable(storedEncryption(headers)?.keyArn));
    const failed = objects.length - able.length;
    for (const object of able) writeObject(context, state, { bucket, object, jobId });
    if (failed === 0) return { state: 'done', message: null };
    const message = `${failed} of ${objects.length} objects were not restored: the role ${plan.role} cannot use the AWS KMS keys they are encrypted with.`;
    return failed === objects.length ? { state: 'failed', message } : { state: 'done', message };
  } catch (error) {
    if (error instanceof BackupFailure) return { state: 'failed', message: error.message };
    throw error;
  }
}

/** A new version, but never over a current object; a delete marker counts as absent. Storage class and the ETag of parts are not kept. */
function writeObject({ time }: SandboxContext, state: S3State, { bucket, object, jobId }: { readonly bucket: Bucket; readonly object: StoredObject; readonly jobId: string }): void {
  const current = state.versions.current(bucket.id, object.key);
  if (current && current.marker === 0) return;
  for (const blob of blobIds(object)) state.blobs.retain(blob);
  const parts = partsOf(object);
  const etag = parts === null ? object.etag : `${hash('md5', `${object.etag} ${jobId}`, 'hex')}-${parts.length}`;
  writeVersion(state, bucket, { ...object, bucket: bucket.id, marker: 0, etag, headers: withoutStorageClass(object.headers), modified: time.nowMicros() }, 's3:ObjectCreated:Put');
}

function withoutStorageClass(headers: string): string {
  if (!headers.includes('"x-amz-storage-class"')) return headers;
  const { 'x-amz-storage-class': _class, ...rest } = JSON.parse(headers) as Record<string, string>;
  return JSON.stringify(rest);
}

function requireDestination(state: S3State, plan: RestorePlan, region: string | null): Bucket {
  const bucket = state.buckets.find(plan.destination);
  if (!bucket) throw new BackupFailure(`The destination bucket ${plan.destination} does not exist.`);
  if (bucket.account !== plan.account) throw new BackupFailure(`Access Denied to the destination bucket ${plan.destination}.`);
  if (region !== null && bucket.region !== region) throw new BackupFailure(`The destination bucket ${plan.destination} is in ${bucket.region}; it must be in ${region}, where the recovery point is.`);
  if (bucket.versioning !== 'Enabled') throw new BackupFailure(`The destination bucket ${plan.destination} must have S3 Versioning enabled.`);
  return bucket;
}

/** A bucket with versioning and otherwise S3's defaults: recovery points hold no configuration of buckets. */
function addBucket({ time }: SandboxContext, state: S3State, { name, at }: { readonly name: string; readonly at: Place }): void {
  try {
    requireBucketName(name);
  } catch (error) {
    if (error instanceof AwsError) throw new AwsError('InvalidParameterValueException', `${error.message} (${name})`);
    throw error;
  }
  const created = time.nowMicros();
  if (state.buckets.find(name)) throw new BackupFailure(`The destination bucket ${name} already exists.`);
  if ((state.buckets.heldUntil(name) ?? 0) > created) throw new BackupFailure(`The destination bucket ${name} cannot be created: a conflicting conditional operation is currently in progress against this resource.`);
  state.buckets.unhold(name);
  state.buckets.add({ name, account: at.account, region: at.region, created, settings: {} });
  state.buckets.forget();
  const bucket = state.buckets.find(name);
  if (bucket) state.buckets.update(bucket, { versioning: 'Enabled' });
  state.buckets.forget();
}

function isWanted({ items }: Pick<RestoreInput, 'items'>, { key }: StoredObject): boolean {
  return items === null || items.some((item) => item === key || (item.endsWith('/') && key.startsWith(item)));
}

function findRestore({ catalogue }: SandboxContext, job: string): { readonly plan: string; readonly due: number; readonly done: string | null } | null {
  return (catalogue.db.prepare('SELECT plan, due, done FROM s3_restore WHERE job = ?').get(job) as { readonly plan: string; readonly due: number; readonly done: string | null } | undefined) ?? null;
}
