import { createRequire } from 'node:module';
import type { BackupClient } from '@aws-sdk/client-backup';
import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { ConfigServiceClient } from '@aws-sdk/client-config-service';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { EFSClient } from '@aws-sdk/client-efs';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { KMSClient } from '@aws-sdk/client-kms';
import type { OpenSearchClient } from '@aws-sdk/client-opensearch';
import type { RDSClient } from '@aws-sdk/client-rds';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { STSClient } from '@aws-sdk/client-sts';
import type { AwsAccess } from '#contract/aws';
import { guardedHttpHandler } from './guarded-http-handler.ts';

/** Everything a client needs is given here: no AWS_* variable, no ~/.aws file and no proxy setting has a say. */
interface ClientSettings {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials: () => Promise<{ readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string }>;
  readonly requestHandler: ReturnType<typeof guardedHttpHandler>;
  readonly maxAttempts: number;
  readonly retryMode: 'standard';
  readonly useDualstackEndpoint: false;
  readonly useFipsEndpoint: false;
  readonly defaultsMode: 'standard';
  readonly ignoreConfiguredEndpointUrls: true;
}

const load = createRequire(import.meta.url);

/** S3 for settings of buckets; objects go through `stores/s3`. Destroy it when done. The SDK is loaded at the first call. */
export function s3Client(access: AwsAccess): S3Client {
  const sdk = load('@aws-sdk/client-s3') as typeof import('@aws-sdk/client-s3');
  return new sdk.S3Client({ ...clientSettings(access), forcePathStyle: true, followRegionRedirects: false, disableMultiregionAccessPoints: true, useArnRegion: false, requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' });
}

/** STS: who am I, and sessions of drill roles. Destroy it when done. */
export function stsClient(access: AwsAccess): STSClient {
  const sdk = load('@aws-sdk/client-sts') as typeof import('@aws-sdk/client-sts');
  return new sdk.STSClient(clientSettings(access));
}

/** SSM: the parameters through which the platform finds its stores. Destroy it when done. */
export function ssmClient(access: AwsAccess): SSMClient {
  const sdk = load('@aws-sdk/client-ssm') as typeof import('@aws-sdk/client-ssm');
  return new sdk.SSMClient(clientSettings(access));
}

/** RDS: instances, snapshots, groups. Destroy it when done. */
export function rdsClient(access: AwsAccess): RDSClient {
  const sdk = load('@aws-sdk/client-rds') as typeof import('@aws-sdk/client-rds');
  return new sdk.RDSClient(clientSettings(access));
}

/** AWS Backup: vaults, plans, jobs, recovery points. Destroy it when done. */
export function backupClient(access: AwsAccess): BackupClient {
  const sdk = load('@aws-sdk/client-backup') as typeof import('@aws-sdk/client-backup');
  return new sdk.BackupClient(clientSettings(access));
}

/** KMS: the keys that backups are encrypted with. Destroy it when done. */
export function kmsClient(access: AwsAccess): KMSClient {
  const sdk = load('@aws-sdk/client-kms') as typeof import('@aws-sdk/client-kms');
  return new sdk.KMSClient(clientSettings(access));
}

/** CloudWatch: metrics and alarms. Destroy it when done. */
export function cloudwatchClient(access: AwsAccess): CloudWatchClient {
  const sdk = load('@aws-sdk/client-cloudwatch') as typeof import('@aws-sdk/client-cloudwatch');
  return new sdk.CloudWatchClient(clientSettings(access));
}

/** DynamoDB: tables, settings, backups; items in bulk go through `stores/dynamodb`. Destroy it when done. */
export function dynamodbClient(access: AwsAccess): DynamoDBClient {
  const sdk = load('@aws-sdk/client-dynamodb') as typeof import('@aws-sdk/client-dynamodb');
  return new sdk.DynamoDBClient(clientSettings(access));
}

/** EFS: file systems, access points, mount targets. Destroy it when done. */
export function efsClient(access: AwsAccess): EFSClient {
  const sdk = load('@aws-sdk/client-efs') as typeof import('@aws-sdk/client-efs');
  return new sdk.EFSClient(clientSettings(access));
}

/** EC2: volumes, snapshots, the Recycle Bin of volumes. Destroy it when done. */
export function ec2Client(access: AwsAccess): EC2Client {
  const sdk = load('@aws-sdk/client-ec2') as typeof import('@aws-sdk/client-ec2');
  return new sdk.EC2Client(clientSettings(access));
}

/** OpenSearch Service: domains; documents go through `stores/opensearch`. Destroy it when done. */
export function opensearchClient(access: AwsAccess): OpenSearchClient {
  const sdk = load('@aws-sdk/client-opensearch') as typeof import('@aws-sdk/client-opensearch');
  return new sdk.OpenSearchClient(clientSettings(access));
}

/** CloudTrail: trails and event history. Destroy it when done. */
export function cloudtrailClient(access: AwsAccess): CloudTrailClient {
  const sdk = load('@aws-sdk/client-cloudtrail') as typeof import('@aws-sdk/client-cloudtrail');
  return new sdk.CloudTrailClient(clientSettings(access));
}

/** AWS Config: recorders and what they recorded. Destroy it when done. */
export function configClient(access: AwsAccess): ConfigServiceClient {
  const sdk = load('@aws-sdk/client-config-service') as typeof import('@aws-sdk/client-config-service');
  return new sdk.ConfigServiceClient(clientSettings(access));
}

/** IAM: users, roles and their policies. Destroy it when done. */
export function iamClient(access: AwsAccess): IAMClient {
  const sdk = load('@aws-sdk/client-iam') as typeof import('@aws-sdk/client-iam');
  return new sdk.IAMClient(clientSettings(access));
}

/** The settings all clients share. Session tokens expire in drill time, so credentials are asked for anew with every request. */
function clientSettings(access: AwsAccess): ClientSettings {
  return {
    region: access.region,
    ...(access.endpoint === null ? {} : { endpoint: access.endpoint.origin }),
    credentials: () => access.credentials(),
    requestHandler: guardedHttpHandler(access.endpoint, access.answerMs),
    maxAttempts: access.answerMs === undefined ? 5 : 1,
    retryMode: 'standard',
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    defaultsMode: 'standard',
    ignoreConfiguredEndpointUrls: true,
  };
}
