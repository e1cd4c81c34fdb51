import type { Call, Service } from '../../service.ts';
import { parameterArn } from './parameter-name.ts';

/** Operations on parameters of the caller's own account that are named in the request; the others ask when they know whose parameter it is. */
export const SSM_ASKS: NonNullable<Service['asks']> = {
  DescribeParameters: () => '*',
  GetParametersByPath: (call, input) => arnOf(call, input['Path']),
  GetParameterHistory: (call, input) => arnOf(call, input['Name']),
  DeleteParameter: (call, input) => arnOf(call, input['Name']),
  DeleteParameters: (call, input) => {
    const names = (input['Names'] ?? []) as readonly string[];
    return names.length === 0 ? '*' : names.map((name) => arnOf(call, name));
  },
};

function arnOf({ caller, region }: Call, name: unknown): string {
  return parameterArn({ account: caller.account, region, name: String(name ?? '') });
}
