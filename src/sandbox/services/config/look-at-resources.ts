import type { Place, SandboxContext } from '../../service.ts';
import { stateOf as tablesOf } from '../dynamodb/state.ts';
import { sseOutput } from '../dynamodb/table-output.ts';
import { volumeArn } from '../ebs/ids.ts';
import { ebsState } from '../ebs/state.ts';
import { volumeOutput } from '../ec2/volume-output.ts';
import { fileSystemArn } from '../efs/ids.ts';
import { FILE_SYSTEMS } from '../efs/model.ts';
import { fileSystemView } from '../efs/view.ts';
import { domainArn } from '../opensearch/model.ts';
import { stateOf as domainsOf } from '../opensearch/state.ts';
import { rdsArn } from '../rds/ids.ts';
import { instanceOutput } from '../rds/instance-output.ts';
import { stateOf as instancesOf } from '../rds/state.ts';
import { stateOf as bucketsOf } from '../s3/state.ts';
import type { Seen } from './model.ts';

/** Members that move by themselves all the time, or that only the running sandbox has: what was recorded must not change with them. */
const RESTLESS: ReadonlySet<string> = new Set(['LatestRestorableTime', 'Endpoint', 'SizeInBytes', 'DbInstancePort']);

/** Every resource of an account and region that can be recorded, as it is now. */
export function lookAtResources(context: SandboxContext, place: Place): readonly Seen[] {
  return [...buckets(context, place), ...instances(context, place), ...tables(context, place), ...fileSystems(context, place), ...volumes(context, place), ...domains(context, place)];
}

function buckets({ catalogue }: SandboxContext, { account, region }: Place): readonly Seen[] {
  return bucketsOf(catalogue).buckets.all().filter((bucket) => bucket.account === account && bucket.region === region).map(({ name, created, versioning, policy, settings }) => ({
    type: 'AWS::S3::Bucket', id: name, name, arn: `arn:aws:s3:::${name}`, zone: null, createdMicros: created, tags: settings.tags ?? {}, changing: false,
    configuration: { name, owner: account, region, versioning: versioning === '' ? 'Off' : versioning, policy: policy === null ? null : JSON.parse(policy) as unknown, ...settings, tags: undefined },
  }));
}

function instances(context: SandboxContext, place: Place): readonly Seen[] {
  return instancesOf(context.catalogue).instances.list(place).map((instance) => ({
    type: 'AWS::RDS::DBInstance', id: instance.ref, name: instance.name, arn: rdsArn('db', instance), zone: instance.settings.availabilityZone, createdMicros: instance.createdMicros, tags: instance.tags,
    changing: !['available', 'stopped', 'failed'].includes(instance.status), configuration: settled(instanceOutput(context, instance)),
  }));
}

function tables({ catalogue }: SandboxContext, place: Place): readonly Seen[] {
  return tablesOf(catalogue).of(place).map((table) => {
    const { design } = table;
    return {
      type: 'AWS::DynamoDB::Table', id: design.name, name: design.name, arn: table.resource, zone: null, createdMicros: table.created, tags: table.tags, changing: table.state !== 'ACTIVE',
      configuration: {
        TableName: design.name, TableArn: table.resource, TableId: table.id, TableStatus: table.state, AttributeDefinitions: design.attributes, KeySchema: design.keySchema,
        GlobalSecondaryIndexes: design.globalIndexes.map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection })), BillingMode: design.throughput === null ? 'PAY_PER_REQUEST' : 'PROVISIONED',
        StreamSpecification: table.stream?.enabled === true ? { StreamEnabled: true, StreamViewType: table.stream.view } : null, TimeToLive: table.ttl === null ? null : { AttributeName: table.ttl.attribute, TimeToLiveStatus: table.ttl.status },
        PointInTimeRecovery: table.pitr === null ? 'DISABLED' : `ENABLED, ${table.pitr.days} days`, SSEDescription: design.keyArn === null ? null : sseOutput(design), DeletionProtectionEnabled: table.protected,
      },
    };
  });
}

function fileSystems({ catalogue }: SandboxContext, place: Place): readonly Seen[] {
  return FILE_SYSTEMS.of(catalogue, place).map((system) => ({
    type: 'AWS::EFS::FileSystem', id: system.id, name: system.tags['Name'] ?? null, arn: fileSystemArn(system, system.id), zone: system.zone, createdMicros: system.created, tags: system.tags, changing: system.state !== 'available',
    configuration: { ...settled(fileSystemView(catalogue, system)), BackupPolicy: system.backups, FileSystemPolicy: system.policy === null ? null : JSON.parse(system.policy) as unknown, LifecyclePolicies: system.lifecycle },
  }));
}

function volumes(context: SandboxContext, place: Place): readonly Seen[] {
  const state = ebsState(context);
  return state.volumes.list(place).map((volume) => ({
    type: 'AWS::EC2::Volume', id: volume.id, name: null, arn: volumeArn(volume), zone: volume.zone, createdMicros: volume.createdMicros, tags: state.tags.of(volume, volume.id),
    changing: !['available', 'in-use', 'error'].includes(volume.state), configuration: settled(volumeOutput(state, volume)),
  }));
}

function domains({ catalogue }: SandboxContext, place: Place): readonly Seen[] {
  return domainsOf(catalogue).domains.list(place).map((domain) => ({
    type: 'AWS::OpenSearch::Domain', id: `${domain.account}/${domain.name}`, name: domain.name, arn: domainArn(domain), zone: null, createdMicros: null, tags: domain.tags, changing: domain.status !== 'active',
    configuration: { DomainId: `${domain.account}/${domain.name}`, DomainName: domain.name, ARN: domainArn(domain), DomainProcessingStatus: domain.status, ...domain.settings },
  }));
}

function settled(output: object): object {
  return Object.fromEntries(Object.entries(output).filter(([name]) => !RESTLESS.has(name)));
}
