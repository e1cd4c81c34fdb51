import type { Operation } from '../../../service.ts';
import { DEFAULT_PARAMETER_GROUP, FAMILY, parameterGroup } from '../defaults.ts';
import { errors } from '../errors.ts';
import { nameHere } from '../find.ts';
import { rdsArn } from '../ids.ts';
import { newGroupName } from '../identifiers.ts';
import { refuseUnserved, requiredText, tagsOf, text } from '../input.ts';
import type { ParameterGroup } from '../model.ts';
import { note } from '../notes.ts';
import { listing, named } from '../operation.ts';
import { filtered, pageOf } from '../paging.ts';
import type { Scope } from '../scope.ts';

const ONE = { kind: 'pg', member: 'DBParameterGroupName' } as const;

/** Parameter groups: create, describe, delete. */
export const parameterGroups: Readonly<Record<string, Operation>> = {
  CreateDBParameterGroup: named('CreateDBParameterGroup', ONE, (scope, input) => {
    refuseUnserved('CreateDBParameterGroup', input, ['DBParameterGroupName', 'DBParameterGroupFamily', 'Description', 'Tags']);
    const name = newGroupName(requiredText(input, 'DBParameterGroupName'), 'DBParameterGroupName');
    requireFamily(requiredText(input, 'DBParameterGroupFamily'));
    if (parameterGroup(scope.state, scope.place, name)) throw errors.parameterGroupExists(name);
    const group: ParameterGroup = { ...scope.place, name, ref: '', family: FAMILY, description: requiredText(input, 'Description'), values: {}, tags: tagsOf(input) ?? {} };
    scope.state.change(() => {
      scope.state.parameterGroups.put(group);
      note(scope.context, 'db-parameter-group', group, { message: 'Created parameter group', categories: ['creation'] });
    });
    return { DBParameterGroup: output(group) };
  }),
  DescribeDBParameterGroups: listing('DescribeDBParameterGroups', 'pg', (scope, input) => {
    const name = text(input, 'DBParameterGroupName');
    const all = name === undefined ? everyGroup(scope) : [requireParameterGroup(scope, name)];
    const { page, ...marker } = pageOf(input, filtered(input, all, {}), (group) => group.name);
    return { DBParameterGroups: page.map(output), ...marker };
  }),
  DeleteDBParameterGroup: named('DeleteDBParameterGroup', ONE, (scope, input) => {
    const group = requireOwnGroup(scope, requiredText(input, 'DBParameterGroupName'), 'deleted');
    const user = scope.state.instances.list(scope.place).find(({ settings }) => settings.parameterGroup === group.name);
    if (user) throw errors.parameterGroupState(`One or more database instances are still members of this parameter group ${group.name}, so the group cannot be deleted`);
    scope.state.change(() => scope.state.parameterGroups.remove(group));
  }),
};

/** A parameter group by name or ARN. Throws DBParameterGroupNotFound. */
export function requireParameterGroup(scope: Scope, given: string): ParameterGroup {
  const name = nameHere(scope, given, 'pg');
  const group = name === null ? null : parameterGroup(scope.state, scope.place, name);
  if (!group) throw errors.parameterGroupNotFound(given);
  return group;
}

/** A group that may be changed: not the default one. */
export function requireOwnGroup(scope: Scope, given: string, done: string): ParameterGroup {
  const group = requireParameterGroup(scope, given);
  if (group.name === DEFAULT_PARAMETER_GROUP) throw errors.parameterGroupState(`The default DB parameter group ${group.name} cannot be ${done}.`);
  return group;
}

/** Only the family of the version that is really there. */
export function requireFamily(family: string): void {
  if (family !== FAMILY) throw errors.invalidValue(`ParameterGroupFamily ${family} is not a valid parameter group family; the sandbox has ${FAMILY}`);
}

function everyGroup({ state, place }: Scope): readonly ParameterGroup[] {
  const standard = parameterGroup(state, place, DEFAULT_PARAMETER_GROUP);
  return [...state.parameterGroups.list(place), ...(standard ? [standard] : [])].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function output(group: ParameterGroup): object {
  return { DBParameterGroupName: group.name, DBParameterGroupFamily: group.family, Description: group.description, DBParameterGroupArn: rdsArn('pg', group) };
}
