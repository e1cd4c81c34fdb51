import { microsOf } from '#kit/time';
import { AWS_BACKUP_POLICIES, type ManagedText } from './aws-backup-policies.ts';
import type { ManagedPolicy, PolicyVersion } from './model.ts';

/** When the account's defaults were made, before any drill time. */
export const DEFAULTS_MADE_MICROS = microsOf('2025-01-01T00:00:00Z');

export const ADMINISTRATOR_ACCESS = 'arn:aws:iam::aws:policy/AdministratorAccess';
export const READ_ONLY_ACCESS = 'arn:aws:iam::aws:policy/ReadOnlyAccess';

interface AwsManaged {
  readonly policy: ManagedPolicy;
  readonly version: PolicyVersion;
}

/** What ReadOnlyAccess says of the services that are served here (AWS managed policy reference). It reads no ciphertext: kms:Decrypt is not in it. */
const READS = [
  'backup:Describe*', 'backup:Get*', 'backup:List*', 'cloudtrail:Describe*', 'cloudtrail:Get*', 'cloudtrail:List*', 'cloudtrail:LookupEvents', 'cloudwatch:Describe*', 'cloudwatch:Get*', 'cloudwatch:List*',
  'config:BatchGet*', 'config:Deliver*', 'config:Describe*', 'config:Get*', 'config:List*', 'config:SelectAggregateResourceConfig', 'config:SelectResourceConfig',
  'dynamodb:BatchGet*', 'dynamodb:Describe*', 'dynamodb:Get*', 'dynamodb:List*', 'dynamodb:PartiQLSelect', 'dynamodb:Query', 'dynamodb:Scan',
  'ebs:GetSnapshotBlock', 'ebs:ListChangedBlocks', 'ebs:ListSnapshotBlocks', 'ec2:Describe*', 'ec2:Get*', 'elasticfilesystem:Describe*', 'elasticfilesystem:ListTagsForResource',
  'es:Describe*', 'es:ESHttpGet', 'es:ESHttpHead', 'es:Get*', 'es:List*', 'iam:Generate*', 'iam:Get*', 'iam:List*', 'iam:Simulate*', 'kms:Describe*', 'kms:Get*', 'kms:List*',
  'organizations:Describe*', 'organizations:List*', 'rbin:GetRule', 'rbin:ListRules', 'rbin:ListTagsForResource', 'rds:Describe*', 'rds:Download*', 'rds:List*',
  's3:DescribeJob', 's3:Get*', 's3:List*', 'ssm:Describe*', 'ssm:Get*', 'ssm:List*', 'sts:GetAccessKeyInfo', 'sts:GetCallerIdentity', 'sts:GetSessionToken',
];

/** Policies of AWS itself that can be attached in every account, by ARN. */
export const AWS_MANAGED: ReadonlyMap<string, AwsManaged> = new Map([
  managed({ name: 'AdministratorAccess', id: 'ANPAIWMBCKSKIEE64ZLYK', statements: [{ Effect: 'Allow', Action: '*', Resource: '*' }], description: 'Provides full access to AWS services and resources.' }),
  managed({ name: 'PowerUserAccess', id: 'ANPAJYRXTHIB4FOVS3ZXS', statements: [{ Effect: 'Allow', NotAction: ['iam:*', 'organizations:*'], Resource: '*' }], description: 'Provides full access to AWS services and resources, but does not allow management of Users and groups.' }),
  managed({ name: 'ReadOnlyAccess', id: 'ANPAILL3HVNFSB6DCOWYQ', statements: [{ Effect: 'Allow', Action: READS, Resource: '*' }], description: 'Provides read-only access to AWS services and resources.' }),
  ...AWS_BACKUP_POLICIES.map(managed),
].map((one) => [one.policy.arn, one]));

function managed({ name, path = '/', id, description, statements }: ManagedText): AwsManaged {
  const arn = `arn:aws:iam::aws:policy${path}${name}`;
  return {
    policy: { arn, account: 'aws', path, name, id, description, created: DEFAULTS_MADE_MICROS, updated: DEFAULTS_MADE_MICROS, current: 1, newest: 1 },
    version: { policy: arn, version: 1, document: JSON.stringify({ Version: '2012-10-17', Statement: statements }), created: DEFAULTS_MADE_MICROS },
  };
}
