import type { Call, Operation } from '../../service.ts';
import { notFound } from './errors.ts';
import { getParameter, getParameters } from './get-parameters.ts';
import { describeParameters, getParameterHistory, getParametersByPath } from './list-parameters.ts';
import { checkName } from './parameter-name.ts';
import { putParameter } from './put-parameter.ts';
import { remove } from './state.ts';

/** What Parameter Store can do here; parameters belong to an account and a region. */
export const SSM_OPERATIONS: Readonly<Record<string, Operation>> = {
  PutParameter: putParameter,
  GetParameter: getParameter,
  GetParameters: getParameters,
  GetParametersByPath: getParametersByPath,
  GetParameterHistory: getParameterHistory,
  DescribeParameters: describeParameters,
  DeleteParameter: deleteParameter,
  DeleteParameters: deleteParameters,
};

function deleteParameter(call: Call, input: Readonly<Record<string, unknown>>): object {
  const name = String(input['Name'] ?? '');
  checkName(name);
  if (!call.catalogue.transaction(() => remove(call.catalogue, { account: call.caller.account, region: call.region, name }))) throw notFound(name);
  return {};
}

function deleteParameters(call: Call, input: Readonly<Record<string, unknown>>): object {
  const names = (input['Names'] ?? []) as readonly string[];
  const key = { account: call.caller.account, region: call.region };
  return call.catalogue.transaction(() => {
    const deleted = names.filter((name) => remove(call.catalogue, { ...key, name }));
    return { DeletedParameters: deleted, InvalidParameters: names.filter((name) => !deleted.includes(name)) };
  });
}
