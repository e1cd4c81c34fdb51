import type { Operation } from '../../../service.ts';
import { DEFAULT_OPTION_GROUP, optionGroup } from '../defaults.ts';
import { errors } from '../errors.ts';
import { nameHere } from '../find.ts';
import { defaultVpc, rdsArn } from '../ids.ts';
import { newGroupName } from '../identifiers.ts';
import { refuseUnserved, requiredText, tagsOf, text } from '../input.ts';
import type { OptionGroup } from '../model.ts';
import { listing, named } from '../operation.ts';
import { filtered, pageOf } from '../paging.ts';
import type { Scope } from '../scope.ts';

const ONE = { kind: 'og', member: 'OptionGroupName' } as const;

/** Option groups, as records: RDS for PostgreSQL has no options to put into them. */
export const optionGroups: Readonly<Record<string, Operation>> = {
  CreateOptionGroup: named('CreateOptionGroup', ONE, (scope, input) => {
    refuseUnserved('CreateOptionGroup', input, ['OptionGroupName', 'EngineName', 'MajorEngineVersion', 'OptionGroupDescription', 'Tags']);
    const name = newGroupName(requiredText(input, 'OptionGroupName'), 'OptionGroupName');
    if (requiredText(input, 'EngineName') !== 'postgres' || requiredText(input, 'MajorEngineVersion') !== '18') throw errors.invalidValue('Invalid engine for an option group: the sandbox has postgres 18.');
    if (optionGroup(scope.state, scope.place, name)) throw errors.optionGroupExists(name);
    const group: OptionGroup = { ...scope.place, name, ref: '', description: requiredText(input, 'OptionGroupDescription'), majorVersion: '18', tags: tagsOf(input) ?? {} };
    return { OptionGroup: output(scope.state.change(() => scope.state.optionGroups.put(group))) };
  }),
  DescribeOptionGroups: listing('DescribeOptionGroups', 'og', (scope, input) => {
    const name = text(input, 'OptionGroupName');
    const engine = text(input, 'EngineName');
    const major = text(input, 'MajorEngineVersion');
    if (name !== undefined && engine !== undefined) throw errors.invalidCombination('OptionGroupName cannot be given together with EngineName.');
    const standard = optionGroup(scope.state, scope.place, DEFAULT_OPTION_GROUP);
    const all = name === undefined ? [...scope.state.optionGroups.list(scope.place), ...(standard ? [standard] : [])].sort((a, b) => (a.name < b.name ? -1 : 1)) : [requireGroup(scope, name)];
    const wanted = all.filter((group) => (engine === undefined || engine === 'postgres') && (major === undefined || major === group.majorVersion));
    const { page, ...marker } = pageOf(input, filtered(input, wanted, {}), (group) => group.name);
    return { OptionGroupsList: page.map(output), ...marker };
  }),
  DeleteOptionGroup: named('DeleteOptionGroup', ONE, (scope, input) => {
    const { state, place } = scope;
    const group = requireGroup(scope, requiredText(input, 'OptionGroupName'));
    if (group.name === DEFAULT_OPTION_GROUP) throw errors.invalidValue('Default option group cannot be deleted.');
    const used = [...state.instances.list(place), ...state.snapshots.list(place)].some(({ settings }) => settings.optionGroup === group.name);
    if (used) throw errors.optionGroupState(`The option group '${group.name}' cannot be deleted because it is in use.`);
    state.change(() => state.optionGroups.remove(group));
  }),
};

function requireGroup(scope: Scope, given: string): OptionGroup {
  const name = nameHere(scope, given, 'og');
  const group = name === null ? null : optionGroup(scope.state, scope.place, name);
  if (!group) throw errors.optionGroupNotFound(given);
  return group;
}

function output(group: OptionGroup): object {
  return {
    OptionGroupName: group.name,
    OptionGroupDescription: group.description,
    EngineName: 'postgres',
    MajorEngineVersion: group.majorVersion,
    Options: [],
    AllowsVpcAndNonVpcInstanceMemberships: true,
    VpcId: defaultVpc(group),
    OptionGroupArn: rdsArn('og', group),
  };
}
