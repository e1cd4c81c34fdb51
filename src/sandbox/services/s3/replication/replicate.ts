import { decide } from '../../../authorise/decide.ts';
import { evaluatePolicy } from '../../../authorise/evaluate-policy.ts';
import { deniedBecause } from '../../../authorise/denied-because.ts';
import { directoryOf } from '../../../authorise/policy-directory.ts';
import type { PolicyDocument } from '../../../authorise/policy-document.ts';
import { requestContext } from '../../../authorise/request-context.ts';
import { discardStaged, type StagedBody } from '../../../blobs/stage-body.ts';
import { regionFaultsOf } from '../../../regions/region-faults.ts';
import { AwsError, type SandboxContext } from '../../../service.ts';
import type { Bucket } from '../bucket.ts';
import { keyWrap, storedEncryption, withEncryption, type Encryption } from '../encryption.ts';
import { notify } from '../notify.ts';
import { openBody } from '../open-body.ts';
import { stageBody } from '../request-body.ts';
import { stateOf, type S3State } from '../state.ts';
import type { NewVersion, Version } from '../version-rows.ts';
import { blobIds, partsOf } from '../write-version.ts';
import type { Replication } from './replication-rows.ts';
import { withStatus } from './replication-status.ts';

/** Why a version is not replicated; it then stays FAILED. */
class ReplicationFailure extends Error {}

/**
 * Brings one version to one bucket: with its id, metadata, tags and time, under the destination's key where there is one. Done again after a kill it
 * leaves one replica. A version that was deleted meanwhile is not replicated.
 */
export async function replicate(context: SandboxContext, replication: Replication): Promise<void> {
  const state = stateOf(context.catalogue);
  const source = state.buckets.byId(replication.bucket);
  const version = source && state.versions.byId(source.id, replication.key, replication.version);
  if (!source || !version) {
    state.change(() => state.replication.settle(replication, true));
    return;
  }
  if (isHalted(state, context, { source, replication })) return state.change(() => state.replication.halt(replication));
  let staged: readonly StagedBody[] = [];
  try {
    const destination = requireDestination(state, replication, { source, version });
    requireRole(context, replication, { source, version, destination });
    const encryption = encryptionThere(context, replication, { source, version, destination });
    staged = await bodies(context, state, { version, encryption });
    if (isHalted(state, context, { source, replication })) {
      for (const body of staged) discardStaged(body);
      return state.change(() => state.replication.halt(replication));
    }
    state.change(() => {
      place(context, state, { version, destination, staged, encryption, storageClass: replication.target.storageClass });
      settle(state, replication, true);
    });
  } catch (error) {
    for (const body of staged) discardStaged(body);
    if (!(error instanceof ReplicationFailure) && !(error instanceof AwsError)) throw error;
    context.log(`s3: ${source.name}/${replication.key} was not replicated to ${replication.target.bucket}: ${error.message}`);
    state.change(() => settle(state, replication, false));
  }
}

/** Nothing gets from the source's region to the destination's. A destination that is not there is told as such. */
function isHalted(state: S3State, { catalogue }: SandboxContext, { source, replication }: { readonly source: Bucket; readonly replication: Replication }): boolean {
  return regionFaultsOf(catalogue).holds(source.region, state.buckets.find(replication.target.bucket)?.region ?? source.region);
}

function settle(state: S3State, replication: Replication, ok: boolean): void {
  const status = state.replication.settle(replication, ok);
  const now = state.versions.byId(replication.bucket, replication.key, replication.version);
  if (status !== null && now) state.versions.setHeaders(now, withStatus(now.headers, status));
}

interface Ends {
  readonly source: Bucket;
  readonly version: Version;
}

/** The destination must be there, versioned and, in another account, let the role in by its policy. */
function requireDestination(state: S3State, { target, role }: Replication, { source, version }: Ends): Bucket {
  const bucket = state.buckets.find(target.bucket);
  if (!bucket) throw new ReplicationFailure(`the destination bucket ${target.bucket} does not exist`);
  if (target.account !== null && bucket.account !== target.account) throw new ReplicationFailure(`the destination bucket ${target.bucket} is not owned by account ${target.account}`);
  if (bucket.versioning !== 'Enabled') throw new ReplicationFailure(`the destination bucket ${target.bucket} has no versioning`);
  const action = replicates(version);
  const caller = { account: source.account, arn: role, userId: '', roleArn: role, anonymous: false };
  const says = bucket.policy === null ? 'silent' : evaluatePolicy(JSON.parse(bucket.policy) as PolicyDocument, { caller, action, resource: `arn:aws:s3:::${bucket.name}/${version.key}` });
  if (says === 'deny' || (bucket.account !== source.account && says !== 'allow')) throw new ReplicationFailure(`the policy of ${target.bucket} ${says === 'deny' ? 'denies' : 'does not allow'} ${action} for ${role}`);
  return bucket;
}

/** The role must be allowed to read the version where it is and to replicate it where it goes. */
function requireRole({ catalogue, time }: SandboxContext, { role }: Replication, { source, version, destination }: Ends & { readonly destination: Bucket }): void {
  const caller = { account: source.account, arn: role, userId: '', roleArn: role, anonymous: false };
  const uses = [[source, 's3:GetObjectVersionForReplication'], [destination, replicates(version)]] as const;
  for (const [{ name, account, region }, action] of version.marker === 1 ? uses.slice(1) : uses) {
    const context = requestContext({ region, at: time.now(), resourceAccount: account });
    // What the buckets' own policies say of it was asked before.
    const decision = decide({ caller, action, resource: `arn:aws:s3:::${name}/${version.key}`, context }, directoryOf(catalogue).attached(caller, account), { account: source.account, policy: null, policyRequired: false });
    if (!decision.allowed) throw new ReplicationFailure(`${role} is not authorized to perform ${action} on ${name} ${deniedBecause(decision, action)}`);
  }
}

function replicates({ marker }: Version): string {
  return marker === 1 ? 's3:ReplicateDelete' : 's3:ReplicateObject';
}

/** A replica of an object under a KMS key lies under the key that the rule names, in the destination's region. */
function encryptionThere({ keys }: SandboxContext, { target, role }: Replication, { source, version, destination }: Ends & { readonly destination: Bucket }): Encryption | null {
  const own = storedEncryption(version.headers);
  if (own === null) return null;
  const by = { account: source.account, arn: role };
  const keyArn = keys.resolve(target.keyId ?? '', { account: destination.account, region: destination.region });
  const problem = keys.problem(own.keyArn, 'decrypt', by) ?? keys.problem(keyArn, 'encrypt', by);
  if (problem) throw new ReplicationFailure(`a KMS key cannot be used: ${problem.message}`);
  if (keyArn.split(':')[3] !== destination.region) throw new ReplicationFailure(`the KMS key ${keyArn} is not in ${destination.region}, where ${destination.name} is`);
  return { keyArn, bucketKey: own.bucketKey };
}

/** Bodies under another key; none where the stored bytes serve both. */
async function bodies(context: SandboxContext, state: S3State, { version, encryption }: { readonly version: Version; readonly encryption: Encryption | null }): Promise<readonly StagedBody[]> {
  if (encryption === null || storedEncryption(version.headers)?.keyArn === encryption.keyArn) return [];
  const staged: StagedBody[] = [];
  for (const blob of blobIds(version)) {
    const source = openBody(context, state, { ...version, blob, parts: null }).stream();
    staged.push((await stageBody(state, source, { observers: [], wrap: keyWrap(context.keys, encryption) })).staged);
  }
  return staged;
}

function place({ time }: SandboxContext, state: S3State, { version, destination, staged, encryption, storageClass }: {
  readonly version: Version; readonly destination: Bucket; readonly staged: readonly StagedBody[]; readonly encryption: Encryption | null; readonly storageClass: string | null;
}): void {
  // the source may have gone while its bytes were read; a replica that is there already was made before a kill
  if (!state.versions.byId(version.bucket, version.key, version.version) || state.versions.byId(destination.id, version.key, version.version)) return;
  const { seq: _seq, version: id, ...rest } = version;
  const headers = withEncryption(withStatus(version.headers, 'REPLICA'), encryption);
  const row: NewVersion = { ...rest, ...blobsThere(state, version, staged), bucket: destination.id, headers: inClass(headers, storageClass) };
  state.versions.add(row, true, id);
  const name = version.marker === 1 ? 's3:ObjectRemoved:DeleteMarkerCreated' : 's3:ObjectCreated:Put';
  notify(state, destination, { name, key: version.key, versionId: id, sizeBytes: version.marker === 1 ? null : version.size, etag: version.marker === 1 ? null : row.etag, atMicros: time.nowMicros() });
}

function blobsThere(state: S3State, version: Version, staged: readonly StagedBody[]): Pick<NewVersion, 'blob' | 'parts'> {
  if (staged.length === 0) {
    for (const blob of blobIds(version)) state.blobs.retain(blob);
    return { blob: version.blob, parts: version.parts };
  }
  const placed = staged.map((body) => state.blobs.place(body));
  const parts = partsOf(version);
  if (parts === null) return { blob: placed[0] ?? null, parts: null };
  return { blob: null, parts: JSON.stringify(parts.map((part, i) => ({ ...part, blob: placed[i] ?? part.blob }))) };
}

function inClass(headers: string, storageClass: string | null): string {
  if (storageClass === null) return headers;
  const { 'x-amz-storage-class': _class, ...rest } = JSON.parse(headers) as Record<string, string>;
  return JSON.stringify(storageClass === 'STANDARD' ? rest : { ...rest, 'x-amz-storage-class': storageClass });
}
