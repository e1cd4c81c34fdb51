import { dateOfMicros } from '#kit/dates';
import { SANDBOX_REGIONS } from '../../../accounts.ts';
import type { Operation, Place } from '../../../service.ts';
import type { Tags } from '../../ebs/model.ts';
import { errors } from '../errors.ts';
import { filtersOf, type FilterNames } from '../filters.ts';
import { tagList, texts, type Input } from '../input.ts';
import { instanceOf, vpcOf, zonesOf, type Zone } from '../network.ts';
import { operation, type Scope } from '../operation.ts';
import { page } from '../paging.ts';

/** What stands around volumes: regions, zones, the default VPC that RDS uses too, and the one computer; nothing of it can be changed but its tags. */
export const surroundings: Readonly<Record<string, Operation>> = {
  DescribeRegions: operation('DescribeRegions', ['RegionNames', 'AllRegions', 'Filters'], (_scope, input) => {
    const names = texts(input, 'RegionNames');
    const unknown = names.find((name) => !SANDBOX_REGIONS.includes(name));
    if (unknown !== undefined) throw errors.invalid(`Invalid region names: ${unknown}`);
    const wanted = SANDBOX_REGIONS.filter((name) => names.length === 0 || names.includes(name)).filter(filtersOf(input, { 'region-name': (name) => [name], endpoint: (name) => [`ec2.${name}.amazonaws.com`], 'opt-in-status': () => ['opt-in-not-required'] }, () => ({})));
    return { Regions: wanted.map((name) => ({ RegionName: name, Endpoint: `ec2.${name}.amazonaws.com`, OptInStatus: 'opt-in-not-required' })) };
  }),
  DescribeAvailabilityZones: operation('DescribeAvailabilityZones', ['ZoneNames', 'ZoneIds', 'AllAvailabilityZones', 'Filters'], ({ place }, input) => {
    const named = [...texts(input, 'ZoneNames'), ...texts(input, 'ZoneIds')];
    const among = chosen(zonesOf(place), named, (zone) => [zone.name, zone.id], (name) => errors.invalid(`Invalid availability zone: [${name}]`));
    const wanted = among.filter(filtersOf(input, {
      'zone-name': ({ name }) => [name], 'zone-id': ({ id }) => [id], 'zone-type': () => ['availability-zone'], 'region-name': () => [place.region], state: () => ['available'], 'opt-in-status': () => ['opt-in-not-required'], 'group-name': () => [`${place.region}-zg-1`], message: () => [],
    }, () => ({})));
    return { AvailabilityZones: wanted.map(({ name, id }) => ({ ZoneName: name, ZoneId: id, RegionName: place.region, State: 'available', OptInStatus: 'opt-in-not-required', ZoneType: 'availability-zone', GroupName: `${place.region}-zg-1`, NetworkBorderGroup: place.region, Messages: [] })) };
  }),
  DescribeVpcs: operation('DescribeVpcs', ['VpcIds', 'Filters', 'NextToken', 'MaxResults'], (scope, input) => {
    const vpc = { id: vpcOf(scope.place).vpcId };
    const names: FilterNames<typeof vpc> = { 'vpc-id': ({ id }) => [id], state: () => ['available'], 'is-default': () => ['true'], cidr: () => ['172.31.0.0/16'], 'cidr-block-association.cidr-block': () => ['172.31.0.0/16'], 'owner-id': () => [scope.place.account] };
    const { shown, ...next } = listed(scope, input, { things: [vpc], names, ids: 'VpcIds', what: 'VpcID' });
    return { Vpcs: shown.map(({ id }) => ({ VpcId: id, State: 'available', CidrBlock: '172.31.0.0/16', IsDefault: true, InstanceTenancy: 'default', DhcpOptionsId: 'default', OwnerId: scope.place.account, Tags: tagList(tagsOf(scope, id)) })), ...next };
  }),
  DescribeSubnets: operation('DescribeSubnets', ['SubnetIds', 'Filters', 'NextToken', 'MaxResults'], (scope, input) => {
    const { vpcId } = vpcOf(scope.place);
    const subnets = zonesOf(scope.place).map((zone) => ({ id: zone.subnetId, zone }));
    const names: FilterNames<(typeof subnets)[number]> = {
      'subnet-id': ({ id }) => [id], 'vpc-id': () => [vpcId], 'availability-zone': ({ zone }) => [zone.name], 'availability-zone-id': ({ zone }) => [zone.id], 'cidr-block': ({ zone }) => [zone.cidr], state: () => ['available'], 'default-for-az': () => ['true'], 'owner-id': () => [scope.place.account],
    };
    const { shown, ...next } = listed(scope, input, { things: subnets, names, ids: 'SubnetIds', what: 'SubnetID' });
    return { Subnets: shown.map(({ id, zone }) => ({ ...subnetOutput(scope.place, zone), Tags: tagList(tagsOf(scope, id)) })), ...next };
  }),
  DescribeSecurityGroups: operation('DescribeSecurityGroups', ['GroupIds', 'GroupNames', 'Filters', 'NextToken', 'MaxResults'], (scope, input) => {
    const { vpcId, groupId } = vpcOf(scope.place);
    const unknown = texts(input, 'GroupNames').find((name) => name !== 'default');
    if (unknown !== undefined) throw errors.notFound('Group', unknown);
    const names: FilterNames<{ readonly id: string }> = { 'group-id': ({ id }) => [id], 'group-name': () => ['default'], 'vpc-id': () => [vpcId], description: () => ['default VPC security group'], 'owner-id': () => [scope.place.account] };
    const { shown, ...next } = listed(scope, input, { things: [{ id: groupId }], names, ids: 'GroupIds', what: 'Group' });
    return { SecurityGroups: shown.map(({ id }) => ({ ...groupOutput(scope.place, { id, vpcId }), Tags: tagList(tagsOf(scope, id)) })), ...next };
  }),
  DescribeInstances: operation('DescribeInstances', ['InstanceIds', 'Filters', 'NextToken', 'MaxResults', 'IncludeManagedResources'], (scope, input) => {
    const instance = instanceOf(scope.place);
    const names: FilterNames<typeof instance> = { 'instance-id': ({ id }) => [id], 'instance-state-name': () => ['running'], 'instance-type': () => ['m7i.large'], 'availability-zone': ({ zone }) => [zone.name], 'subnet-id': ({ zone }) => [zone.subnetId], 'vpc-id': () => [vpcOf(scope.place).vpcId], 'private-ip-address': ({ address }) => [address] };
    const wanted = chosen([instance], texts(input, 'InstanceIds'), ({ id }) => [id], errors.instanceNotFound).filter(filtersOf(input, names, ({ id }) => instanceTags(scope, id)));
    const { shown, ...next } = page(wanted, input, { keyOf: ({ id }) => id });
    return { Reservations: shown.map((one) => ({ ReservationId: one.id.replace('i-', 'r-'), OwnerId: one.account, Groups: [], Instances: [instanceOutput(scope, one)] })), ...next };
  }),
};

function instanceOutput(scope: Scope, instance: ReturnType<typeof instanceOf>): object {
  const { state, place } = scope;
  const { vpcId, groupId } = vpcOf(place);
  const attached = state.volumes.list(place).flatMap((volume) => (volume.attachment?.instanceId === instance.id ? [{ volume, attachment: volume.attachment }] : []));
  return {
    InstanceId: instance.id, ImageId: 'ami-0a1b2c3d4e5f60718', InstanceType: 'm7i.large', State: { Code: 16, Name: 'running' }, Architecture: 'x86_64', VirtualizationType: 'hvm', RootDeviceType: 'ebs', RootDeviceName: '/dev/xvda', EbsOptimized: true, EnaSupport: true,
    Placement: { AvailabilityZone: instance.zone.name, Tenancy: 'default' }, SubnetId: instance.zone.subnetId, VpcId: vpcId, PrivateIpAddress: instance.address, LaunchTime: dateOfMicros(1_735_689_600_000_000), Monitoring: { State: 'disabled' },
    SecurityGroups: [{ GroupId: groupId, GroupName: 'default' }], Tags: tagList(instanceTags(scope, instance.id)),
    BlockDeviceMappings: attached.map(({ volume, attachment }) => ({ DeviceName: attachment.device, Ebs: { VolumeId: volume.id, Status: attachment.state, AttachTime: dateOfMicros(attachment.sinceMicros), DeleteOnTermination: false } })),
  };
}

function instanceTags(scope: Scope, id: string): Tags {
  return { Name: 'portal-compute', ...tagsOf(scope, id) };
}

function subnetOutput({ account, region }: Place, zone: Zone): object {
  return {
    SubnetId: zone.subnetId, VpcId: vpcOf({ account, region }).vpcId, CidrBlock: zone.cidr, AvailabilityZone: zone.name, AvailabilityZoneId: zone.id, State: 'available', DefaultForAz: true, MapPublicIpOnLaunch: true,
    AvailableIpAddressCount: 4091, AssignIpv6AddressOnCreation: false, OwnerId: account, SubnetArn: `arn:aws:ec2:${region}:${account}:subnet/${zone.subnetId}`,
  };
}

/** The default group of a VPC: everything within the group, everything out. */
function groupOutput({ account, region }: Place, { id, vpcId }: { readonly id: string; readonly vpcId: string }): object {
  return {
    GroupId: id, GroupName: 'default', Description: 'default VPC security group', VpcId: vpcId, OwnerId: account, SecurityGroupArn: `arn:aws:ec2:${region}:${account}:security-group/${id}`,
    IpPermissions: [{ IpProtocol: '-1', IpRanges: [], Ipv6Ranges: [], PrefixListIds: [], UserIdGroupPairs: [{ GroupId: id, UserId: account }] }],
    IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }], Ipv6Ranges: [], PrefixListIds: [], UserIdGroupPairs: [] }],
  };
}

function listed<T extends { readonly id: string }>(scope: Scope, input: Input, { things, names, ids, what }: { readonly things: readonly T[]; readonly names: FilterNames<T>; readonly ids: string; readonly what: string }): { readonly shown: readonly T[]; readonly NextToken?: string } {
  const wanted = chosen(things, texts(input, ids), ({ id }) => [id], (id) => errors.notFound(what, id)).filter(filtersOf(input, names, ({ id }) => tagsOf(scope, id)));
  return page(wanted, input, { keyOf: ({ id }) => id });
}

/** The things that were named, each of which must be there; all of them without names. */
function chosen<T>(things: readonly T[], named: readonly string[], namesOf: (thing: T) => readonly string[], absent: (name: string) => Error): readonly T[] {
  const missing = named.find((name) => !things.some((thing) => namesOf(thing).includes(name)));
  if (missing !== undefined) throw absent(missing);
  return named.length === 0 ? things : things.filter((thing) => namesOf(thing).some((name) => named.includes(name)));
}

function tagsOf({ state, place }: Scope, id: string): Tags {
  return state.tags.of(place, id);
}
