import { readTags } from '#stores/dynamodb/read-table-settings';
import { dynamodbSdk, withTables } from '#stores/dynamodb/with-dynamodb';
import { ec2Sdk, withEc2 } from '#stores/ebs/with-ec2';
import { efsSdk, withEfs } from '#stores/efs/with-efs';
import { describeDomain, opensearchSdk, withControl } from '#stores/opensearch/domain';
import { rdsSdk, withRds } from '#stores/rds/with-rds';
import type { Fact, ResourceFact } from '../facts.ts';
import { arnOf } from './arn-of.ts';
import { attempt, pages, places } from './look.ts';
import type { Look, LookPlace } from './look.ts';

const LISTS: readonly { readonly what: string; list(place: LookPlace): Promise<readonly ResourceFact[]> }[] = [
  { what: 'database instances', list: instances },
  { what: 'tables', list: tables },
  { what: 'file systems', list: fileSystems },
  { what: 'volumes', list: volumes },
  { what: 'search domains', list: domains },
];

/** Everything in the platform account that AWS Backup could protect (or not: search domains), store of the config or not. Buckets come with their settings. */
export async function readResources(look: Look): Promise<readonly Fact[]> {
  const facts: Fact[] = [];
  for (const place of places(look, { roles: ['platform'] })) {
    for (const { what, list } of LISTS) facts.push(...(await attempt({ about: 'resource', what, place }, () => list(place))));
  }
  return facts;
}

interface Seen {
  readonly service: string;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly encrypted?: boolean | null;
  readonly publiclyAccessible?: boolean;
  readonly subnetGroup?: string | null;
  readonly vpcId?: string | null;
}

function factOf({ account, region }: LookPlace, { service, name, tags, encrypted = null, publiclyAccessible, subnetGroup = null, vpcId = null }: Seen): ResourceFact {
  return { kind: 'resource', id: `resource/${service}/${region}/${name}`, account, region, service, arn: arnOf(service, { account, region, resource: name }), name, tags, encrypted, publiclyAccessible: publiclyAccessible ?? null, subnetGroup, vpcId };
}

function byKey(tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}

async function instances(place: LookPlace): Promise<readonly ResourceFact[]> {
  return withRds(place.access, async (client) => {
    const found: ResourceFact[] = [];
    for await (const page of pages((token) => client.send(new (rdsSdk().DescribeDBInstancesCommand)(token === undefined ? {} : { Marker: token })), ({ Marker }) => Marker)) {
      for (const one of page.DBInstances ?? []) found.push(factOf(place, { service: 'rds', name: one.DBInstanceIdentifier ?? '', tags: byKey(one.TagList), encrypted: one.StorageEncrypted ?? false, publiclyAccessible: one.PubliclyAccessible ?? false, subnetGroup: one.DBSubnetGroup?.DBSubnetGroupName ?? null, vpcId: one.DBSubnetGroup?.VpcId ?? null }));
    }
    return found;
  });
}

/** DynamoDB encrypts every table. */
async function tables(place: LookPlace): Promise<readonly ResourceFact[]> {
  const names = await withTables(place.access, async (client) => {
    const all: string[] = [];
    for await (const page of pages((token) => client.send(new (dynamodbSdk().ListTablesCommand)(token === undefined ? {} : { ExclusiveStartTableName: token })), ({ LastEvaluatedTableName }) => LastEvaluatedTableName)) all.push(...(page.TableNames ?? []));
    return all;
  });
  return Promise.all(names.map(async (name) => factOf(place, { service: 'dynamodb', name, tags: await readTags(place.access, arnOf('dynamodb', { ...place, resource: name })), encrypted: true })));
}

async function fileSystems(place: LookPlace): Promise<readonly ResourceFact[]> {
  return withEfs(place.access, async (client) => {
    const found: ResourceFact[] = [];
    for await (const page of pages((token) => client.send(new (efsSdk().DescribeFileSystemsCommand)(token === undefined ? {} : { Marker: token })), ({ NextMarker }) => NextMarker)) {
      for (const one of page.FileSystems ?? []) found.push(factOf(place, { service: 'efs', name: one.FileSystemId ?? '', tags: byKey(one.Tags), encrypted: one.Encrypted ?? false }));
    }
    return found;
  });
}

async function volumes(place: LookPlace): Promise<readonly ResourceFact[]> {
  return withEc2(place.access, async (client) => {
    const found: ResourceFact[] = [];
    for await (const page of pages((token) => client.send(new (ec2Sdk().DescribeVolumesCommand)(token === undefined ? {} : { NextToken: token })), ({ NextToken }) => NextToken)) {
      for (const one of page.Volumes ?? []) found.push(factOf(place, { service: 'ebs', name: one.VolumeId ?? '', tags: byKey(one.Tags), encrypted: one.Encrypted ?? false }));
    }
    return found;
  });
}

async function domains(place: LookPlace): Promise<readonly ResourceFact[]> {
  const { DomainNames = [] } = await withControl(place.access, (client) => client.send(new (opensearchSdk().ListDomainNamesCommand)({})));
  const found: ResourceFact[] = [];
  for (const { DomainName: name = '' } of DomainNames) {
    const domain = await describeDomain(place.access, name);
    if (domain === null) continue;
    const { TagList } = await withControl(place.access, (client) => client.send(new (opensearchSdk().ListTagsCommand)({ ARN: domain.ARN })));
    found.push(factOf(place, { service: 'opensearch', name, tags: byKey(TagList), encrypted: domain.EncryptionAtRestOptions?.Enabled ?? false, vpcId: domain.VPCOptions?.VPCId ?? null }));
  }
  return found;
}
