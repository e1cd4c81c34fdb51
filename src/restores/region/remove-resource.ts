import type { AwsAccess } from '#contract/aws';
import type { StoreConfig } from '#contract/config.schema';
import type { DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { describeTable } from '#stores/dynamodb/describe-table';
import { dynamodbSdk, withTables } from '#stores/dynamodb/with-dynamodb';
import { detachVolume } from '#stores/ebs/attach-volume';
import { describeVolume, isGone } from '#stores/ebs/describe-volume';
import { ec2Sdk, withEc2 } from '#stores/ebs/with-ec2';
import { awaitMountTargets } from '#stores/efs/await-file-system';
import { describeFileSystem } from '#stores/efs/describe-file-system';
import { efsSdk, withEfs } from '#stores/efs/with-efs';
import { describeDomain, opensearchSdk, withControl } from '#stores/opensearch/domain';
import { awaitAvailable } from '#stores/rds/await-instance';
import { describeInstance } from '#stores/rds/describe-instance';
import { rdsSdk, withRds } from '#stores/rds/with-rds';
import { awsCode } from '#stores/s3/aws-code';
import { bucketExists } from '#stores/s3/bucket-exists';
import { s3Sdk } from '#stores/s3/s3-sdk';
import { withBucketClient, withStore } from '#stores/s3/with-s3';

interface Doomed {
  readonly service: StoreConfig['service'];
  readonly resource: string;
}

/** Deletes one resource for good; one that is gone or going already is fine. The caller has proved that nobody needs it. */
export function removeResource(context: DrillContext, access: AwsAccess, { service, resource }: Doomed): Promise<void> {
  switch (service) {
    case 'rds': return removeInstance(context, access, resource);
    case 'dynamodb': return removeTable(access, resource);
    case 'opensearch': return removeDomain(access, resource);
    case 'efs': return removeFileSystem(context, access, resource);
    case 'ebs': return removeVolume(context, access, resource);
    case 's3': return removeBucket(context, access, resource);
  }
}

async function removeInstance(context: DrillContext, access: AwsAccess, identifier: string): Promise<void> {
  const before = await describeInstance(access, identifier);
  if (before === null || before.DBInstanceStatus === 'deleting') return;
  await awaitAvailable(context, access, identifier);
  await withRds(access, (client) => client.send(new (rdsSdk().DeleteDBInstanceCommand)({ DBInstanceIdentifier: identifier, SkipFinalSnapshot: true, DeleteAutomatedBackups: true })));
}

async function removeTable(access: AwsAccess, name: string): Promise<void> {
  const table = await describeTable(access, name);
  if (table === null || table.TableStatus === 'DELETING') return;
  await withTables(access, (client) => client.send(new (dynamodbSdk().DeleteTableCommand)({ TableName: name })));
}

async function removeDomain(access: AwsAccess, name: string): Promise<void> {
  if ((await describeDomain(access, name)) === null) return;
  await withControl(access, (client) => client.send(new (opensearchSdk().DeleteDomainCommand)({ DomainName: name })));
}

async function removeFileSystem(context: DrillContext, access: AwsAccess, id: string): Promise<void> {
  const system = await describeFileSystem(access, id);
  if (system === null || system.LifeCycleState === 'deleting' || system.LifeCycleState === 'deleted') return;
  const { MountTargets = [] } = await withEfs(access, (client) => client.send(new (efsSdk().DescribeMountTargetsCommand)({ FileSystemId: id })));
  for (const { MountTargetId, LifeCycleState } of MountTargets) {
    if (LifeCycleState !== 'deleting' && LifeCycleState !== 'deleted') await withEfs(access, (client) => client.send(new (efsSdk().DeleteMountTargetCommand)({ MountTargetId })));
  }
  await awaitMountTargets(context, access, { id, until: 'gone' });
  await withEfs(access, (client) => client.send(new (efsSdk().DeleteFileSystemCommand)({ FileSystemId: id })));
}

async function removeVolume(context: DrillContext, access: AwsAccess, volumeId: string): Promise<void> {
  if (isGone(await describeVolume(access, volumeId))) return;
  await detachVolume(context, access, volumeId);
  await withEc2(access, (client) => client.send(new (ec2Sdk().DeleteVolumeCommand)({ VolumeId: volumeId })));
}

/** More sweeps than these, and somebody still writes to it. */
const MOST_SWEEPS = 5;

async function removeBucket(context: DrillContext, access: AwsAccess, bucket: string): Promise<void> {
  if (!(await bucketExists(access, bucket))) return;
  await withStore(access, async (s3) => {
    async function* everyVersion(): AsyncGenerator<{ key: string; versionId: string }> {
      for await (const page of s3.listVersions(bucket, { signal: context.signal })) for (const { key, versionId } of page) yield { key, versionId };
    }
    for (let sweep = 1; sweep <= MOST_SWEEPS; sweep += 1) {
      const { failed } = await s3.deleteMany(bucket, everyVersion(), { signal: context.signal });
      if (failed.length > 0) throw new RedrillError('retire.not-deleted', `${failed.length} versions of ${bucket} could not be deleted; first: ${failed[0]?.code} ${JSON.stringify(failed[0]?.item.key)}`, { actor: 'platform' });
      if (await emptyBucketGone(access, bucket)) return;
    }
    throw new RedrillError('retire.never-empty', `bucket ${bucket} was refilled faster than it could be emptied, ${MOST_SWEEPS} times over: somebody still writes to it`, { actor: 'platform' });
  });
}

async function emptyBucketGone(access: AwsAccess, bucket: string): Promise<boolean> {
  try {
    await withBucketClient(access, (client) => client.send(new (s3Sdk().DeleteBucketCommand)({ Bucket: bucket })));
    return true;
  } catch (error) {
    const code = awsCode(error);
    if (code === 'NoSuchBucket') return true;
    if (code === 'BucketNotEmpty') return false;
    throw error;
  }
}
