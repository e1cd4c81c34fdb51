import { ec2Sdk, withEc2 } from '#stores/ebs/with-ec2';
import { rdsSdk, withRds } from '#stores/rds/with-rds';
import type { Fact } from '../facts.ts';
import { attempt, pages, places } from './look.ts';
import type { Look, LookPlace } from './look.ts';

/** Snapshots that somebody else may use, and the configuration that no recovery point holds. */
export async function readShared(look: Look): Promise<readonly Fact[]> {
  const facts: Fact[] = [];
  for (const place of places(look, { roles: ['platform'] })) {
    facts.push(...(await attempt({ about: 'shared-snapshot', what: 'snapshots of volumes', place }, () => sharedVolumes(place))));
    facts.push(...(await attempt({ about: 'shared-snapshot', what: 'snapshots of databases', place }, () => sharedDatabases(place))));
    facts.push(...(await attempt({ about: 'configuration', what: 'parameter groups', place }, () => parameterGroups(place))));
    facts.push(...(await attempt({ about: 'configuration', what: 'security groups', place }, () => securityGroups(place))));
  }
  return facts;
}

async function sharedVolumes(place: LookPlace): Promise<readonly Fact[]> {
  return withEc2(place.access, async (client) => {
    const facts: Fact[] = [];
    for await (const page of pages((token) => client.send(new (ec2Sdk().DescribeSnapshotsCommand)({ OwnerIds: ['self'], ...(token === undefined ? {} : { NextToken: token }) })), ({ NextToken }) => NextToken)) {
      for (const { SnapshotId = '' } of page.Snapshots ?? []) {
        const { CreateVolumePermissions = [] } = await client.send(new (ec2Sdk().DescribeSnapshotAttributeCommand)({ SnapshotId, Attribute: 'createVolumePermission' }));
        facts.push(...shared(place, SnapshotId, CreateVolumePermissions.map(({ UserId, Group }) => (Group === 'all' ? 'all' : UserId ?? ''))));
      }
    }
    return facts;
  });
}

async function sharedDatabases(place: LookPlace): Promise<readonly Fact[]> {
  return withRds(place.access, async (client) => {
    const facts: Fact[] = [];
    for await (const page of pages((token) => client.send(new (rdsSdk().DescribeDBSnapshotsCommand)(token === undefined ? {} : { Marker: token })), ({ Marker }) => Marker)) {
      for (const { DBSnapshotIdentifier = '', SnapshotType } of page.DBSnapshots ?? []) {
        // Only manual snapshots can be shared; those of AWS Backup and of RDS itself cannot.
        if (SnapshotType !== 'manual') continue;
        const { DBSnapshotAttributesResult } = await client.send(new (rdsSdk().DescribeDBSnapshotAttributesCommand)({ DBSnapshotIdentifier }));
        facts.push(...shared(place, DBSnapshotIdentifier, DBSnapshotAttributesResult?.DBSnapshotAttributes?.find(({ AttributeName }) => AttributeName === 'restore')?.AttributeValues ?? []));
      }
    }
    return facts;
  });
}

function shared({ account, region }: LookPlace, snapshot: string, whom: readonly string[]): readonly Fact[] {
  return whom.length === 0 ? [] : [{ kind: 'shared-snapshot', id: `shared-snapshot/${account}/${region}/${snapshot}`, account, region, snapshot, with: whom }];
}

async function parameterGroups(place: LookPlace): Promise<readonly Fact[]> {
  const { DBParameterGroups = [] } = await withRds(place.access, (client) => client.send(new (rdsSdk().DescribeDBParameterGroupsCommand)({})));
  return [configuration(place, 'parameter groups', DBParameterGroups.map(({ DBParameterGroupName }) => DBParameterGroupName ?? '').filter((name) => !name.startsWith('default.')))];
}

async function securityGroups(place: LookPlace): Promise<readonly Fact[]> {
  const { SecurityGroups = [] } = await withEc2(place.access, (client) => client.send(new (ec2Sdk().DescribeSecurityGroupsCommand)({})));
  return [configuration(place, 'security groups', SecurityGroups.filter(({ GroupName }) => GroupName !== 'default').map(({ GroupId }) => GroupId ?? ''))];
}

function configuration({ account, region }: LookPlace, what: string, names: readonly string[]): Fact {
  return { kind: 'configuration', id: `configuration/${what.replaceAll(' ', '-')}/${region}`, account, region, what, names };
}
