import type { Operation } from '../../../service.ts';
import { ENGINE_VERSION, FAMILY } from '../defaults.ts';
import { errors } from '../errors.ts';
import { flag, refuseUnserved, requiredText, text, type Input } from '../input.ts';
import type { ParameterGroup } from '../model.ts';
import { note } from '../notes.ts';
import { listing, named } from '../operation.ts';
import { pageOf, filtered } from '../paging.ts';
import { POSTGRES18, valueProblem, type EngineParameter } from '../parameters/postgres18.ts';
import type { Scope } from '../scope.ts';
import { requireFamily, requireOwnGroup, requireParameterGroup } from './parameter-groups.ts';

const ONE = { kind: 'pg', member: 'DBParameterGroupName' } as const;
const MOST_AT_ONCE = 20;

type Method = 'immediate' | 'pending-reboot';
interface Change {
  readonly parameter: EngineParameter;
  readonly value: string | null;
  readonly method: Method;
}

/** The values of a parameter group: told, set and taken back. Dynamic ones reach the servers at once, static ones at their next reboot. */
export const parameters: Readonly<Record<string, Operation>> = {
  DescribeDBParameters: named('DescribeDBParameters', ONE, (scope, input) => {
    const group = requireParameterGroup(scope, requiredText(input, 'DBParameterGroupName'));
    const source = text(input, 'Source');
    const told = [...POSTGRES18.values()].map((parameter) => output(parameter, group)).filter((one) => source === undefined || one.Source === source);
    const { page, ...marker } = pageOf(input, filtered(input, [...told].sort(byName), { 'parameter-name': (one) => one.ParameterName }), (one) => one.ParameterName);
    return { Parameters: page, ...marker };
  }),
  DescribeEngineDefaultParameters: listing('DescribeEngineDefaultParameters', 'pg', (_scope, input) => {
    requireFamily(requiredText(input, 'DBParameterGroupFamily'));
    const told = [...POSTGRES18.values()].map((parameter) => output(parameter, null)).sort(byName);
    const { page, ...marker } = pageOf(input, told, (one) => one.ParameterName);
    return { EngineDefaults: { DBParameterGroupFamily: FAMILY, Parameters: page, ...marker } };
  }),
  ModifyDBParameterGroup: named('ModifyDBParameterGroup', ONE, (scope, input) => {
    refuseUnserved('ModifyDBParameterGroup', input, ['DBParameterGroupName', 'Parameters']);
    const group = requireOwnGroup(scope, requiredText(input, 'DBParameterGroupName'), 'modified');
    const changes = changesOf(input);
    for (const { parameter, value } of changes) {
      const problem = value === null ? 'ParameterValue is missing' : valueProblem(parameter, value);
      if (problem) throw errors.invalidValue(`Invalid parameter value: ${value ?? ''} for: ${parameter.name}: ${problem}`);
    }
    applyTo(scope, group, changes);
    return { DBParameterGroupName: group.name };
  }),
  ResetDBParameterGroup: named('ResetDBParameterGroup', ONE, (scope, input) => {
    refuseUnserved('ResetDBParameterGroup', input, ['DBParameterGroupName', 'Parameters', 'ResetAllParameters']);
    const group = requireOwnGroup(scope, requiredText(input, 'DBParameterGroupName'), 'reset');
    const all = flag(input, 'ResetAllParameters') ?? input['Parameters'] === undefined;
    if (all && Array.isArray(input['Parameters']) && input['Parameters'].length > 0) throw errors.invalidCombination('Parameters cannot be given together with ResetAllParameters.');
    const changes = all ? Object.keys(group.values).flatMap(resetOf) : changesOf(input);
    applyTo(scope, group, changes.map((change) => ({ ...change, value: null })));
    return { DBParameterGroupName: group.name };
  }),
};

function changesOf(input: Input): readonly Change[] {
  const given = (input['Parameters'] ?? []) as readonly { readonly ParameterName?: string; readonly ParameterValue?: string; readonly ApplyMethod?: string }[];
  if (given.length === 0) throw errors.missing('Parameters');
  if (given.length > MOST_AT_ONCE) throw errors.invalidValue(`At most ${MOST_AT_ONCE} parameters can be changed with one request.`);
  return given.map(({ ParameterName = '', ParameterValue, ApplyMethod = 'pending-reboot' }) => {
    const parameter = POSTGRES18.get(ParameterName);
    if (!parameter) throw errors.invalidValue(`Could not find parameter with name: ${ParameterName}`);
    if (!parameter.modifiable) throw errors.invalidValue(`The parameter ${ParameterName} cannot be modified.`);
    if (ApplyMethod !== 'immediate' && ApplyMethod !== 'pending-reboot') throw errors.invalidValue(`Invalid ApplyMethod: ${ApplyMethod}`);
    if (ApplyMethod === 'immediate' && parameter.apply === 'static') throw errors.invalidCombination(`cannot use immediate apply method for static parameter: ${ParameterName}`);
    return { parameter, value: ParameterValue ?? null, method: ApplyMethod };
  });
}

function resetOf(name: string): readonly Change[] {
  const parameter = POSTGRES18.get(name);
  return parameter ? [{ parameter, value: null, method: parameter.apply === 'static' ? 'pending-reboot' : 'immediate' }] : [];
}

/** Writes the values (null: back to the default) and gives the immediate ones to the servers that use the group. */
function applyTo({ context, state }: Scope, group: ParameterGroup, changes: readonly Change[]): void {
  const values = { ...group.values };
  for (const { parameter, value, method } of changes) {
    if (value === null) delete values[parameter.name];
    else values[parameter.name] = { value, method };
  }
  state.change(() => {
    state.parameterGroups.put({ ...group, values });
    for (const { parameter, method } of changes) note(context, 'db-parameter-group', group, { message: `Updated parameter ${parameter.name} with apply method ${method}`, categories: ['configuration change'] });
    const now = changes.filter(({ method }) => method === 'immediate');
    for (const { ref } of state.instances.list(group).filter(({ settings }) => settings.parameterGroup === group.name)) {
      if (now.length < changes.length) state.edit(ref, () => ({ parametersPending: true }));
      if (now.length === 0) continue;
      const given = Object.fromEntries(now.flatMap(({ parameter, value }) => (value === null ? [] : [[parameter.name, value]])));
      const reset = now.flatMap(({ parameter, value }) => (value === null ? [parameter.name] : []));
      state.jobs.add({ kind: 'parameters', ref, at: context.time.nowMicros(), data: { values: given, reset } });
    }
  });
  context.time.changed();
}

function output(parameter: EngineParameter, group: ParameterGroup | null): { readonly ParameterName: string; readonly Source: string } {
  const own = group?.values[parameter.name];
  const value = own?.value ?? parameter.value;
  return {
    ParameterName: parameter.name,
    ...(value === null ? {} : { ParameterValue: value }),
    Source: own ? 'user' : parameter.value === null ? 'engine-default' : 'system',
    ApplyType: parameter.apply,
    DataType: parameter.type,
    ...(parameter.allowed === '' ? {} : { AllowedValues: parameter.allowed }),
    IsModifiable: parameter.modifiable,
    MinimumEngineVersion: ENGINE_VERSION,
    ApplyMethod: own?.method ?? 'pending-reboot',
  } as { readonly ParameterName: string; readonly Source: string };
}

function byName(a: { readonly ParameterName: string }, b: { readonly ParameterName: string }): number {
  return a.ParameterName < b.ParameterName ? -1 : 1;
}
