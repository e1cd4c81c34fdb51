import { BackupFailure } from '../../backup-resource.ts';
import { regionFaultsOf } from '../../regions/region-faults.ts';
import { AwsError, type Place, type SandboxContext } from '../../service.ts';
import { idOfJob } from './ids.ts';
import type { Snapshot, Tags, Volume, VolumeShape } from './model.ts';
import { ebsState } from './state.ts';
import { newVolume } from './volumes/new-volume.ts';
import { noVolumeCapacity } from './volumes/no-volume-capacity.ts';

type Metadata = Readonly<Record<string, string>>;

/** Keys of the restore metadata (aws-facts.md 1.5); `volumeId` is told and has no effect. */
const KEYS: ReadonlySet<string> = new Set(['availabilityZone', 'volumeType', 'volumeSize', 'encrypted', 'kmsKeyId', 'iops', 'throughput', 'volumeId', 'aws:backup:request-id']);

const TYPES: ReadonlySet<string> = new Set(['gp2', 'gp3', 'io1', 'io2', 'st1', 'sc1', 'standard']);

/** What GetRecoveryPointRestoreMetadata answers: the source volume's own settings. */
export function restoreMetadata({ volumeId, sizeGiB, keyArn, volume }: Snapshot): Metadata {
  return {
    volumeId, volumeSize: String(sizeGiB), volumeType: volume?.type ?? 'gp2', encrypted: String(keyArn !== null),
    ...(keyArn === null ? {} : { kmsKeyId: keyArn }),
    ...(volume === null ? {} : { availabilityZone: volume.zone }),
    ...(volume?.iops === null || volume === null || volume.type === 'gp2' ? {} : { iops: String(volume.iops) }),
    ...(volume?.throughput === null || volume === null ? {} : { throughput: String(volume.throughput) }),
  };
}

/** Checks a restore and puts the new volume into the catalogue; again for the same job: the same volume. */
export function beginRestore(context: SandboxContext, input: {
  readonly snapshot: Snapshot; readonly metadata: Metadata; readonly at: Place; readonly jobId: string; readonly roleArn: string; readonly sourceTags?: Tags;
}): Volume {
  const { snapshot, metadata, at, jobId, roleArn } = input;
  const state = ebsState(context);
  const id = idOfJob('vol', jobId);
  const made = state.volumes.find(id);
  if (made) return made;
  const unknown = Object.keys(metadata).find((key) => !KEYS.has(key));
  if (unknown !== undefined) throw invalid(`The sandbox does not simulate the restore metadata ${unknown} for EBS; leave it out.`);
  const zone = required(metadata, 'availabilityZone');
  if (!['a', 'b', 'c'].some((letter) => zone === `${at.region}${letter}`)) throw invalid(`The availability zone ${zone} does not exist in ${at.region}.`);
  const keyArn = keyOf(context, { metadata, snapshot, at });
  requireKeys(context, { snapshot, keyArn, by: { account: at.account, arn: roleArn } });
  if (regionFaultsOf(context.catalogue).lacksCapacity(at.region, context.time.nowMicros())) throw noVolumeCapacity();
  return state.change(() => newVolume(context, {
    ...at, id, shape: shapeOf(metadata, snapshot), zone, keyArn, snapshot, tags: input.sourceTags === undefined ? {} : plainTags(input.sourceTags), initRate: null, failure: null, restoreJob: jobId, model: 'restore-ebs',
  }));
}

function shapeOf(metadata: Metadata, snapshot: Snapshot): VolumeShape {
  const type = required(metadata, 'volumeType');
  if (!TYPES.has(type)) throw invalid(`Invalid volumeType ${type}: it must be one of ${[...TYPES].join(', ')}.`);
  const sizeGiB = wholeOf(metadata, 'volumeSize') ?? snapshot.sizeGiB;
  if (sizeGiB < snapshot.sizeGiB) throw invalid(`Invalid volumeSize ${sizeGiB}: the snapshot has ${snapshot.sizeGiB} GiB.`);
  const iops = wholeOf(metadata, 'iops');
  const throughput = wholeOf(metadata, 'throughput');
  switch (type) {
    case 'gp3': return { type, sizeGiB, iops: iops ?? 3000, throughput: throughput ?? 125 };
    case 'gp2': return { type, sizeGiB, iops: Math.min(16_000, Math.max(100, 3 * sizeGiB)), throughput: null };
    case 'io1':
    case 'io2':
      if (iops === null) throw invalid(`Volumes of type ${type} need iops.`);
      return { type, sizeGiB, iops, throughput: null };
    default: return { type, sizeGiB, iops: null, throughput: null };
  }
}

/** The snapshot's own key unless another is named; an encrypted snapshot never becomes a volume in the clear. */
function keyOf(context: SandboxContext, { metadata, snapshot, at }: { readonly metadata: Metadata; readonly snapshot: Snapshot; readonly at: Place }): string | null {
  const { encrypted, kmsKeyId } = metadata;
  if (encrypted !== undefined && encrypted !== 'true' && encrypted !== 'false') throw invalid(`Invalid encrypted ${encrypted}: it must be true or false.`);
  if (kmsKeyId !== undefined && kmsKeyId !== '') {
    if (encrypted !== 'true') throw invalid('kmsKeyId needs encrypted=true.');
    try {
      return context.keys.resolve(kmsKeyId, at);
    } catch (error) {
      throw new BackupFailure(`The KMS key ${kmsKeyId} cannot be used: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const settings = ebsState(context).settingsOf(at);
  if (snapshot.keyArn !== null) return snapshot.keyArn;
  return encrypted === 'true' || settings.encryptByDefault ? settings.defaultKeyArn ?? context.keys.managed('ebs', at) : null;
}

function requireKeys({ keys }: SandboxContext, { snapshot, keyArn, by }: { readonly snapshot: Snapshot; readonly keyArn: string | null; readonly by: { readonly account: string; readonly arn: string } }): void {
  const problem = (snapshot.keyArn === null ? null : keys.problem(snapshot.keyArn, 'decrypt', by)) ?? (keyArn === null ? null : keys.problem(keyArn, 'encrypt', by));
  if (problem) throw new BackupFailure(`The volume cannot be restored: ${problem.message}`);
}

/** Tags that AWS made are not given on. */
function plainTags(tags: Tags): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !key.startsWith('aws:')));
}

function required(metadata: Metadata, key: string): string {
  const value = metadata[key];
  if (value === undefined || value === '') throw invalid(`The restore metadata need ${key}.`);
  return value;
}

function wholeOf(metadata: Metadata, key: string): number | null {
  const value = metadata[key];
  if (value === undefined || value === '') return null;
  if (!/^\d+$/.test(value)) throw invalid(`Invalid ${key} ${value}: it must be a whole number.`);
  return Number(value);
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}
