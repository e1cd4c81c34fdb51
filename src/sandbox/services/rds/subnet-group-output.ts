import { defaultVpc, rdsArn } from './ids.ts';
import type { SubnetGroup } from './model.ts';

/** A subnet group as DescribeDBSubnetGroups tells it. There is no EC2 here: subnets are ids, spread over the region's zones in the order given. */
export function subnetGroupOutput(group: SubnetGroup): object {
  return {
    DBSubnetGroupName: group.name,
    DBSubnetGroupDescription: group.description,
    VpcId: defaultVpc(group),
    SubnetGroupStatus: 'Complete',
    Subnets: group.subnets.map((id, index) => ({ SubnetIdentifier: id, SubnetAvailabilityZone: { Name: `${group.region}${'abc'[index % 3] ?? 'a'}` }, SubnetOutpost: {}, SubnetStatus: 'Active' })),
    DBSubnetGroupArn: rdsArn('subgrp', group),
    SupportedNetworkTypes: ['IPV4'],
  };
}
