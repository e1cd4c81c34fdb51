import type { Call } from '../../service.ts';
import { stateOf } from '../s3/state.ts';
import { parameterArn } from '../ssm/parameter-name.ts';
import type { EventResource } from './event-rows.ts';

type Values = Readonly<Record<string, unknown>>;

/** Types of the resources that members of inputs and outputs name. */
const TYPES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  s3: { Bucket: 'AWS::S3::Bucket' },
  kms: { KeyId: 'AWS::KMS::Key', TargetKeyId: 'AWS::KMS::Key', SourceKeyId: 'AWS::KMS::Key', DestinationKeyId: 'AWS::KMS::Key', AliasName: 'AWS::KMS::Alias' },
  ssm: { Name: 'AWS::SSM::Parameter', Names: 'AWS::SSM::Parameter' },
  sts: { RoleArn: 'AWS::IAM::Role' },
  iam: { UserName: 'AWS::IAM::User', RoleName: 'AWS::IAM::Role', PolicyArn: 'AWS::IAM::Policy', AccessKeyId: 'AWS::IAM::AccessKey' },
  ec2: { VolumeId: 'AWS::EC2::Volume', SnapshotId: 'AWS::EC2::Snapshot', SourceSnapshotId: 'AWS::EC2::Snapshot', InstanceId: 'AWS::EC2::Instance' },
  ebs: { SnapshotId: 'AWS::EC2::Snapshot' },
  dynamodb: { TableName: 'AWS::DynamoDB::Table', SourceTableName: 'AWS::DynamoDB::Table', TargetTableName: 'AWS::DynamoDB::Table' },
  rds: {
    DBInstanceIdentifier: 'AWS::RDS::DBInstance', SourceDBInstanceIdentifier: 'AWS::RDS::DBInstance', TargetDBInstanceIdentifier: 'AWS::RDS::DBInstance', NewDBInstanceIdentifier: 'AWS::RDS::DBInstance',
    DBSnapshotIdentifier: 'AWS::RDS::DBSnapshot', SourceDBSnapshotIdentifier: 'AWS::RDS::DBSnapshot', TargetDBSnapshotIdentifier: 'AWS::RDS::DBSnapshot', FinalDBSnapshotIdentifier: 'AWS::RDS::DBSnapshot',
    DBSubnetGroupName: 'AWS::RDS::DBSubnetGroup', DBParameterGroupName: 'AWS::RDS::DBParameterGroup', OptionGroupName: 'AWS::RDS::OptionGroup',
  },
  backup: {
    BackupVaultName: 'AWS::Backup::BackupVault', SourceBackupVaultName: 'AWS::Backup::BackupVault', DestinationBackupVaultArn: 'AWS::Backup::BackupVault',
    RecoveryPointArn: 'AWS::Backup::RecoveryPoint', BackupPlanId: 'AWS::Backup::BackupPlan',
  },
};

/** The resources that a call names, each once. */
export function eventResources(call: Call, service: string, sources: readonly Values[]): readonly EventResource[] {
  const types = TYPES[service] ?? {};
  const found = new Map<string, EventResource>();
  for (const values of sources) {
    for (const [member, type] of Object.entries(types)) {
      for (const value of [values[member]].flat()) {
        if (typeof value !== 'string' || value === '') continue;
        const resource = { ResourceType: type, ResourceName: named(call, type, value) };
        found.set(`${type} ${resource.ResourceName}`, resource);
      }
    }
  }
  return [...found.values()];
}

/** The same as the document has them: with ARN and account, for the services whose events cross accounts. */
export function documentResources(call: Call, resources: readonly EventResource[]): readonly { readonly accountId: string; readonly type: string; readonly ARN: string }[] {
  return resources.flatMap(({ ResourceType: type, ResourceName: name }) => {
    if (type === 'AWS::S3::Bucket') return [{ accountId: stateOf(call.catalogue).buckets.find(name)?.account ?? call.caller.account, type, ARN: `arn:aws:s3:::${name}` }];
    const account = /^arn:aws:[^:]+:[^:]*:(\d{12}):/.exec(name)?.[1];
    return account !== undefined && /^AWS::(KMS|IAM)::/.test(type) ? [{ accountId: account, type, ARN: name }] : [];
  });
}

function named(call: Call, type: string, value: string): string {
  switch (type) {
    case 'AWS::KMS::Key': return keyArn(call, value);
    case 'AWS::KMS::Alias': return `arn:aws:kms:${call.region}:${call.caller.account}:${value}`;
    case 'AWS::SSM::Parameter': return value.startsWith('arn:') ? value : parameterArn({ account: call.caller.account, region: call.region, name: value });
    default: return value;
  }
}

function keyArn(call: Call, ref: string): string {
  if (/^arn:aws:kms:[^:]+:\d{12}:key\//.test(ref)) return ref;
  try {
    return call.keys.resolve(ref, { account: call.caller.account, region: call.region });
  } catch {
    // a name of no key is told as it came; failing here would turn the caller's error into another one
    return ref;
  }
}
