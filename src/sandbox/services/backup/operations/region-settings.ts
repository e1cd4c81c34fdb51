import type { Call, Operation } from '../../../service.ts';
import { placeOf } from '../access.ts';
import { backupErrors } from '../errors.ts';
import { only, type Input } from '../input.ts';
import { keepRegionSettings, regionSettings } from '../region-settings.ts';

/** Types that AWS Backup can manage fully or not, as the account prefers; the others are always the one or the other. */
const MANAGEABLE: readonly string[] = ['DynamoDB', 'EFS'];

/** Which resource types an account is opted in to in a region, and which of them AWS Backup manages fully (DynamoDB's advanced features). */
export function regionSettingsOperations(types: readonly string[]): Readonly<Record<string, Operation>> {
  const manageable = MANAGEABLE.filter((type) => types.includes(type));
  return {
    DescribeRegionSettings: (call) => {
      const { optIn, management } = regionSettings(call.catalogue, placeOf(call));
      return { ResourceTypeOptInPreference: whole(types, optIn), ResourceTypeManagementPreference: whole(manageable, management) };
    },
    UpdateRegionSettings: (call, input) => update(call, input, { types, manageable }),
  };
}

function update(call: Call, input: Input, { types, manageable }: { readonly types: readonly string[]; readonly manageable: readonly string[] }): void {
  only(input, ['ResourceTypeOptInPreference', 'ResourceTypeManagementPreference'], 'UpdateRegionSettings');
  const place = placeOf(call);
  const { optIn, management } = regionSettings(call.catalogue, place);
  const wanted = { optIn: preference(input, 'ResourceTypeOptInPreference', types), management: preference(input, 'ResourceTypeManagementPreference', manageable) };
  keepRegionSettings(call.catalogue, place, { optIn: { ...optIn, ...wanted.optIn }, management: { ...management, ...wanted.management } });
}

function preference(input: Input, member: string, types: readonly string[]): Readonly<Record<string, boolean>> {
  const given = (input[member] ?? {}) as Readonly<Record<string, boolean>>;
  const other = Object.keys(given).find((type) => !types.includes(type));
  if (other !== undefined) throw backupErrors.invalidParameter(`${member}: ${other} is not one of ${types.join(', ')}.`);
  return given;
}

function whole(types: readonly string[], chosen: Readonly<Record<string, boolean>>): Readonly<Record<string, boolean>> {
  return Object.fromEntries(types.map((type) => [type, chosen[type] ?? true]));
}
