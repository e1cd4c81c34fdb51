import type { Operation } from '../../../service.ts';
import { DEFAULT_SUBNET_GROUP, subnetGroup } from '../defaults.ts';
import { errors } from '../errors.ts';
import { nameHere } from '../find.ts';
import { newSubnetGroupName } from '../identifiers.ts';
import { refuseUnserved, requiredText, tagsOf, text, texts, type Input } from '../input.ts';
import type { SubnetGroup } from '../model.ts';
import { listing, named } from '../operation.ts';
import { filtered, pageOf } from '../paging.ts';
import type { Scope } from '../scope.ts';
import { subnetGroupOutput } from '../subnet-group-output.ts';

const ONE = { kind: 'subgrp', member: 'DBSubnetGroupName' } as const;

/** Subnet groups, as records: there is no network behind them. */
export const subnetGroups: Readonly<Record<string, Operation>> = {
  CreateDBSubnetGroup: named('CreateDBSubnetGroup', ONE, (scope, input) => {
    refuseUnserved('CreateDBSubnetGroup', input, ['DBSubnetGroupName', 'DBSubnetGroupDescription', 'SubnetIds', 'Tags']);
    const name = newSubnetGroupName(requiredText(input, 'DBSubnetGroupName'));
    if (subnetGroup(scope.state, scope.place, name)) throw errors.subnetGroupExists(name);
    const group: SubnetGroup = { ...scope.place, name, ref: '', description: requiredText(input, 'DBSubnetGroupDescription'), subnets: subnetsOf(input), tags: tagsOf(input) ?? {} };
    return { DBSubnetGroup: subnetGroupOutput(scope.state.change(() => scope.state.subnetGroups.put(group))) };
  }),
  ModifyDBSubnetGroup: named('ModifyDBSubnetGroup', ONE, (scope, input) => {
    refuseUnserved('ModifyDBSubnetGroup', input, ['DBSubnetGroupName', 'DBSubnetGroupDescription', 'SubnetIds']);
    const group = requireOwn(scope, requiredText(input, 'DBSubnetGroupName'));
    const changed: SubnetGroup = { ...group, description: text(input, 'DBSubnetGroupDescription') ?? group.description, subnets: subnetsOf(input) };
    return { DBSubnetGroup: subnetGroupOutput(scope.state.change(() => scope.state.subnetGroups.put(changed))) };
  }),
  DescribeDBSubnetGroups: listing('DescribeDBSubnetGroups', 'subgrp', (scope, input) => {
    const name = text(input, 'DBSubnetGroupName');
    const standard = subnetGroup(scope.state, scope.place, DEFAULT_SUBNET_GROUP);
    const all = name === undefined ? [...scope.state.subnetGroups.list(scope.place), ...(standard ? [standard] : [])].sort((a, b) => (a.name < b.name ? -1 : 1)) : [requireGroup(scope, name)];
    const { page, ...marker } = pageOf(input, filtered(input, all, {}), (group) => group.name);
    return { DBSubnetGroups: page.map(subnetGroupOutput), ...marker };
  }),
  DeleteDBSubnetGroup: named('DeleteDBSubnetGroup', ONE, (scope, input) => {
    const group = requireOwn(scope, requiredText(input, 'DBSubnetGroupName'));
    const user = scope.state.instances.list(scope.place).find(({ settings }) => settings.subnetGroup === group.name);
    if (user) throw errors.subnetGroupState(`Cannot delete the subnet group '${group.name}' because at least one database instance: ${user.name} is still using it.`);
    scope.state.change(() => scope.state.subnetGroups.remove(group));
  }),
};

function requireGroup(scope: Scope, given: string): SubnetGroup {
  const name = nameHere(scope, given, 'subgrp');
  const group = name === null ? null : subnetGroup(scope.state, scope.place, name);
  if (!group) throw errors.subnetGroupNotFound(given);
  return group;
}

function requireOwn(scope: Scope, given: string): SubnetGroup {
  const group = requireGroup(scope, given);
  if (group.name === DEFAULT_SUBNET_GROUP) throw errors.subnetGroupState('The default DB subnet group cannot be changed or deleted.');
  return group;
}

function subnetsOf(input: Input): readonly string[] {
  const subnets = [...new Set(texts(input, 'SubnetIds') ?? [])];
  if (subnets.length === 0) throw errors.missing('SubnetIds');
  for (const id of subnets) if (!/^subnet-[0-9a-z]{8,17}$/.test(id)) throw errors.invalidSubnet(id);
  if (subnets.length < 2) throw errors.subnetZones();
  return subnets;
}
