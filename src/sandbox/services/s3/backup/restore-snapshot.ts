import { hash } from 'node:crypto';
import { DURATION_MODELS, modelledSeconds } from '#kit/duration-models';
import { BackupFailure, type RestoreProgress } from '../../../backup-resource.ts';
import { AwsError, type Place, type SandboxContext } from '../../../service.ts';
import type { Bucket } from '../bucket.ts';
import { requireBucketName } from '../bucket-name.ts';
import { storedEncryption } from '../encryption.ts';
import { stateOf, type S3State } from '../state.ts';
import { partsOf, writeVersion } from '../write-version.ts';
import type { StoredObject } from './listing-parts.ts';
import { objectsOf, requireSnapshot } from './snapshots.ts';
import { readRestoreInput, type RestoreInput } from './restore-input.ts';
import { stageBodies, type RestoredBody } from './stage-bodies.ts';
import { usableKeys } from './take-snapshot.ts';

/** What a restore that was begun will do when its time has come; kept as JSON. */
interface RestorePlan extends RestoreInput {
  readonly artifact: string;
  readonly account: string;
  readonly role: string;
  /** Key that SSE-KMS asks for. */
  readonly keyArn: string | null;
}

/** Checks a restore and finds or makes its destination; the objects come when the modelled time has passed. Again for the same job: nothing new. */
export function beginRestore(context: SandboxContext, input: { readonly artifact: string; readonly metadata: Readonly<Record<string, string>>; readonly at: Place; readonly jobId: string; readonly roleArn: string }): string {
  const state = stateOf(context.catalogue);
  const wanted = readRestoreInput(input.metadata);
  const arn = `arn:aws:s3:::${wanted.destination}`;
  if (findRestore(context, input.jobId)) return arn;
  const snapshot = requireSnapshot(context.catalogue, input.artifact);
  const objects = objectsOf(context, snapshot).filter((object) => isWanted(wanted, object));
  const seconds = modelledSeconds(DURATION_MODELS['restore-s3'], { objects: objects.length, bytes: objects.reduce((sum, { size }) => sum + size, 0) }) * context.settings.get('duration-factor');
  const plan: RestorePlan = { ...wanted, artifact: input.artifact, account: input.at.account, role: input.roleArn, keyArn: targetKey(context, wanted, input) };
  if (!wanted.newBucket) requireDestination(state, plan, input.at.region);
  state.changeBuckets(() => {
    if (wanted.newBucket) addBucket(context, state, { name: wanted.destination, at: input.at });
    context.catalogue.db.prepare('INSERT INTO s3_restore (job, plan, due) VALUES (?, ?, ?)').run(input.jobId, JSON.stringify(plan), context.time.nowMicros() + Math.round(seconds * 1_000_000));
  });
  return arn;
}

/** How a restore goes on; when its time has come all objects are written, in one transaction with the end of the restore. */
export async function restoreProgress(context: SandboxContext, jobId: string): Promise<RestoreProgress> {
  const restore = findRestore(context, jobId);
  if (!restore) return { state: 'failed', message: 'The restore was never begun.' };
  if (restore.done !== null) return JSON.parse(restore.done) as RestoreProgress;
  if (context.time.nowMicros() < restore.due) return { state: 'running', nextMicros: restore.due };
  return written(context, JSON.parse(restore.plan) as RestorePlan, jobId);
}

async function written(context: SandboxContext, plan: RestorePlan, jobId: string): Promise<RestoreProgress> {
  const state = stateOf(context.catalogue);
  try {
    const { region } = requireDestination(state, plan, null);
    const snapshot = requireSnapshot(context.catalogue, plan.artifact);
    const objects = objectsOf(context, snapshot).filter((object) => isWanted(plan, object));
    const able = objects.filter(canHave(context, plan, region));
    const bodies = await stageBodies(context, state, { objects: able, snapshotKey: snapshot.key, keyFor: keyFor(plan) });
    return state.change(() => {
      const bucket = requireDestination(state, plan, null);
      for (const body of bodies) writeObject(context, state, { bucket, body, jobId });
      const progress = ended(plan, { all: objects.length, failed: objects.length - able.length });
      // in one transaction with the objects: done again after a kill it would write them twice
      context.catalogue.db.prepare('UPDATE s3_restore SET done = ? WHERE job = ?').run(JSON.stringify(progress), jobId);
      return progress;
    });
  } catch (error) {
    if (error instanceof BackupFailure) return { state: 'failed', message: error.message };
    throw error;
  }
}

function ended(plan: RestorePlan, { all, failed }: { readonly all: number; readonly failed: number }): RestoreProgress {
  if (failed === 0) return { state: 'done', message: null };
  const message = `${failed} of ${all} objects were not restored: the role ${plan.role} cannot use the AWS KMS keys they are encrypted with in the region of ${plan.destination}.`;
  return failed === all ? { state: 'failed', message } : { state: 'done', message };
}

/** Key of the restored object; null for SSE-S3. */
function keyFor(plan: RestorePlan): (object: StoredObject) => string | null {
  switch (plan.encryption) {
    case 'original': return ({ headers }) => storedEncryption(headers)?.keyArn ?? null;
    case 'SSE-S3': return () => null;
    case 'SSE-KMS': return () => plan.keyArn;
    default: return plan.encryption satisfies never;
  }
}

/** Whether an object can be written with the encryption it is to have: with a key of the bucket's own region, which the role can use. */
function canHave(context: SandboxContext, plan: RestorePlan, region: string): (object: StoredObject) => boolean {
  const usable = usableKeys(context, { account: plan.account, arn: plan.role });
  const wanted = keyFor(plan);
  return (object) => {
    const keyArn = wanted(object);
    return keyArn === null || (keyArn.split(':')[3] === region && usable(keyArn));
  };
}

/** The key that SSE-KMS names, which must be one of the place. */
function targetKey({ keys }: SandboxContext, { encryption, kmsKey }: RestoreInput, { at, roleArn }: { readonly at: Place; readonly roleArn: string }): string | null {
  if (encryption !== 'SSE-KMS') return null;
  try {
    const arn = kmsKey === null ? keys.managed('s3', at) : keys.resolve(kmsKey, at);
    const problem = keys.problem(arn, 'encrypt', { account: at.account, arn: roleArn });
    if (problem) throw problem;
    return arn;
  } catch (error) {
    if (error instanceof AwsError) throw new BackupFailure(`The AWS KMS key ${kmsKey} is not available to ${roleArn}: ${error.message}`);
    throw error;
  }
}

/** A new version, but never over a current object; a delete marker counts as absent. Storage class and the ETag of parts are not kept. */
function writeObject({ time }: SandboxContext, state: S3State, { bucket, body, jobId }: { readonly bucket: Bucket; readonly body: RestoredBody; readonly jobId: string }): void {
  const { object } = body;
  const current = state.versions.current(bucket.id, object.key);
  if (current && current.marker === 0) return body.discard();
  const kept = body.place();
  const parts = partsOf(kept);
  const etag = parts === null ? kept.etag : `${hash('md5', `${kept.etag} ${jobId}`, 'hex')}-${parts.length}`;
  writeVersion(state, bucket, { ...kept, bucket: bucket.id, marker: 0, etag, headers: withoutStorageClass(kept.headers), modified: time.nowMicros() }, 's3:ObjectCreated:Put');
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
