import { dateOfText } from '#kit/dates';
import { BackupFailure } from '../../backup-resource.ts';
import { AwsError, type Place, type SandboxContext } from '../../service.ts';
import { parseArtifact, type Artifact } from './artifact.ts';
import type { Input } from './input.ts';
import type { Instance } from './model.ts';
import { restoreFromSnapshot } from './restore-from-snapshot.ts';
import { restoreToTime } from './restore-to-time.ts';
import { scopeAt, type Scope } from './scope.ts';

interface RestoreInput {
  readonly artifact: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly at: Place;
  readonly jobId: string;
  readonly roleArn: string;
  readonly sourceTags?: Readonly<Record<string, string>>;
}

type Reader = (value: string, key: string) => unknown;

/** Keys as documented (aws-facts.md 1.5), with the form of their values; false: accepted and ignored. */
const COMMON: Readonly<Record<string, Reader | false>> = {
  DBInstanceIdentifier: text,
  DBInstanceClass: text, AvailabilityZone: text, DBSubnetGroupName: text, DBParameterGroupName: text, OptionGroupName: text, StorageType: text, LicenseModel: text, NetworkType: text, CACertificateIdentifier: text, Engine: text, PreferredBackupWindow: text,
  AllocatedStorage: whole, Iops: whole, StorageThroughput: whole, BackupRetentionPeriod: whole, Port: standardPort,
  MultiAZ: flag, PubliclyAccessible: flag, AutoMinorVersionUpgrade: flag, CopyTagsToSnapshot: flag, DeletionProtection: flag,
  VpcSecurityGroupIds: list, EnableCloudwatchLogsExports: list,
  EngineVersion: false, KmsKeyId: false, Encrypted: false, vpcId: false,
};
const TO_TIME: Readonly<Record<string, Reader | false>> = { ...COMMON, RestoreTime: time, UseLatestRestorableTime: flag, MaxAllocatedStorage: whole };

/** Checks a restore's metadata and begins the restore with the rights of the job's role; the same instance again for the same job. */
export function beginRestore(context: SandboxContext, { artifact: text, metadata, at, jobId, roleArn, sourceTags }: RestoreInput): Instance {
  const artifact = parseArtifact(text);
  const scope = scopeAt(context, at, { account: at.account, arn: roleArn });
  const members = membersOf(artifact, metadata);
  const begun = scope.state.instances.all().find(({ restoreJob }) => restoreJob === jobId);
  if (begun) return begun;
  const input = sourceTags === undefined ? members : { ...members, Tags: Object.entries(sourceTags).map(([Key, Value]) => ({ Key, Value })) };
  try {
    return artifact.kind === 'snapshot' ? fromSnapshot(scope, artifact, input, jobId) : toTime(scope, artifact, input, jobId);
  } catch (error) {
    if (error instanceof AwsError) throw new BackupFailure(`${error.message} (Service: AmazonRDS; Error Code: ${error.code})`);
    throw error;
  }
}

function fromSnapshot(scope: Scope, { account, region, name }: Artifact & { kind: 'snapshot' }, input: Input, jobId: string): Instance {
  const snapshot = scope.state.snapshots.find({ account, region }, name);
  if (!snapshot) throw new BackupFailure(`The snapshot ${name} does not exist any more.`);
  if (account !== scope.place.account || region !== scope.place.region) throw new BackupFailure(`The snapshot ${name} is of account ${account} in ${region}; copy it to where it is to be restored.`);
  return restoreFromSnapshot(scope, snapshot, input, jobId);
}

function toTime(scope: Scope, { resourceId }: Artifact & { kind: 'continuous' }, input: Input, jobId: string): Instance {
  const backup = scope.state.backup(resourceId);
  if (!backup || backup.account !== scope.place.account || backup.region !== scope.place.region) throw new BackupFailure('The continuous backup does not exist (any more) in this account and region.');
  return restoreToTime(scope, backup, { ...input, TargetDBInstanceIdentifier: input['DBInstanceIdentifier'] }, jobId);
}

/** Metadata as members of the RDS call. Throws InvalidParameterValueException for a key that RDS does not take. */
function membersOf(artifact: Artifact, metadata: Readonly<Record<string, string>>): Input {
  const known = artifact.kind === 'snapshot' ? { ...COMMON, DBSnapshotIdentifier: sameSnapshot(artifact.name) } : TO_TIME;
  const members: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(metadata)) {
    const reader = Object.hasOwn(known, key) ? known[key] : undefined;
    if (reader === undefined) throw invalid(`Invalid restore metadata. Unrecognized key: ${key}`);
    if (reader !== false) members[key] = reader(value, key);
  }
  if (!metadata['DBInstanceIdentifier']) throw invalid('Invalid restore metadata. DBInstanceIdentifier (the name of the new DB instance) is missing');
  delete members['DBSnapshotIdentifier'];
  if (artifact.kind === 'continuous' && (members['RestoreTime'] === undefined) === (members['UseLatestRestorableTime'] !== true)) throw invalid('Invalid restore metadata. A continuous recovery point needs either RestoreTime or UseLatestRestorableTime = "true"');
  return members;
}

function text(value: string): string {
  return value;
}

function whole(value: string, key: string): number {
  if (!/^\d+$/.test(value)) throw invalid(`Invalid restore metadata. ${key} must be a whole number, not ${JSON.stringify(value)}`);
  return Number(value);
}

function flag(value: string, key: string): boolean {
  if (value !== 'true' && value !== 'false') throw invalid(`Invalid restore metadata. ${key} must be "true" or "false", not ${JSON.stringify(value)}`);
  return value === 'true';
}

function list(value: string, key: string): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(value);
    if (Array.isArray(parsed) && parsed.every((one) => typeof one === 'string')) return parsed;
  } catch {
    // what is no JSON is refused below like JSON that is no list; the reason would only be a parser's
  }
  throw invalid(`Invalid restore metadata. ${key} must be a JSON array of texts, not ${JSON.stringify(value)}`);
}

function time(value: string, key: string): Date {
  const date = dateOfText(value);
  if (date === null) throw invalid(`Invalid restore metadata. ${key} must be a time in ISO 8601 (UTC), not ${JSON.stringify(value)}`);
  return date;
}

function standardPort(value: string, key: string): number {
  if (value !== '5432') throw invalid(`Invalid restore metadata. ${key} can only be 5432 in the sandbox: each DB instance has a port of its own on 127.0.0.1`);
  return 5432;
}

function sameSnapshot(name: string): Reader {
  return (value) => {
    if (value !== name) throw invalid(`Invalid restore metadata. DBSnapshotIdentifier ${value} is not the recovery point's snapshot ${name}`);
    return value;
  };
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}
