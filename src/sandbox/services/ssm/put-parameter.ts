import type { Call } from '../../service.ts';
import { AwsError } from '../../service.ts';
import { alreadyExists, unsupported, validation } from './errors.ts';
import { checkName, parameterArn } from './parameter-name.ts';
import { DEFAULT_KEY, sealedValue } from './secure-value.ts';
import { addVersion, newest, type ParameterRow } from './state.ts';

const LARGEST_BYTES = { Standard: 4096, Advanced: 8192 } as const;

/** PutParameter: a new parameter, or with Overwrite a new version of it. */
export function putParameter(call: Call, input: Readonly<Record<string, unknown>>): object {
  const name = String(input['Name'] ?? '');
  checkName(name);
  for (const member of ['Policies', 'Tags']) if (input[member] !== undefined) throw unsupported('PutParameter', member);
  if (input['DataType'] !== undefined && input['DataType'] !== 'text') throw unsupported('PutParameter', `DataType ${String(input['DataType'])}`);
  const key = { account: call.caller.account, region: call.region, name };
  call.authorise('ssm:PutParameter', parameterArn(key), { account: key.account, policy: null });
  const keyRef = typeof input['KeyId'] === 'string' ? input['KeyId'] : DEFAULT_KEY;
  return call.catalogue.transaction(() => {
    const before = newest(call.catalogue, key);
    if (before && input['Overwrite'] !== true) throw alreadyExists();
    const row: ParameterRow = {
      ...key,
      version: (before?.version ?? 0) + 1,
      type: typeOf(input['Type'], before),
      value: String(input['Value'] ?? ''),
      description: typeof input['Description'] === 'string' ? input['Description'] : before?.description ?? null,
      pattern: typeof input['AllowedPattern'] === 'string' ? input['AllowedPattern'] : null,
      tier: tierOf(input['Tier'], before),
      modified_micros: call.time.nowMicros(),
      modified_by: call.caller.arn,
    };
    checkValue(row);
    addVersion(call.catalogue, row.type === 'SecureString' ? { ...row, value: sealedValue(call, row, keyRef) } : requireNoKey(row, input));
    return { Version: row.version, Tier: row.tier };
  });
}

function requireNoKey(row: ParameterRow, input: Readonly<Record<string, unknown>>): ParameterRow {
  if (input['KeyId'] !== undefined) throw validation(`KeyId is required for SecureString type parameter only, not for ${row.type}.`);
  return row;
}

function typeOf(given: unknown, before: ParameterRow | null): string {
  if (given === undefined) {
    if (!before) throw validation('A parameter type is required when you create a parameter.');
    return before.type;
  }
  if (given !== 'String' && given !== 'StringList' && given !== 'SecureString') throw new AwsError('UnsupportedParameterType', `The parameter type ${String(given)} isn't supported.`);
  if (before && before.type !== given) throw new AwsError('HierarchyTypeMismatch', 'Parameter Store doesn\'t support changing a parameter type in a hierarchy. You must create a new, unique parameter.');
  return given;
}

function tierOf(given: unknown, before: ParameterRow | null): string {
  if (given === 'Standard' && before?.tier === 'Advanced') throw validation('This parameter uses the advanced-parameter tier. You can\'t downgrade a parameter from the advanced-parameter tier to the standard-parameter tier.');
  if (given === 'Advanced') return 'Advanced';
  if (given === undefined || given === 'Standard' || given === 'Intelligent-Tiering') return before?.tier ?? 'Standard';
  throw validation(`Value '${String(given)}' at 'tier' failed to satisfy constraint: Member must satisfy enum value set: [Standard, Advanced, Intelligent-Tiering]`);
}

function checkValue({ value, tier, pattern, type }: ParameterRow): void {
  if (value === '') throw validation('1 validation error detected: Value \'\' at \'value\' failed to satisfy constraint: Member must have length greater than or equal to 1');
  const limit = tier === 'Advanced' ? LARGEST_BYTES.Advanced : LARGEST_BYTES.Standard;
  if (Buffer.byteLength(value) > limit) {
    throw validation(tier === 'Advanced' ? `The size of the value exceeds ${limit} bytes.` : 'Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier.');
  }
  if (type === 'StringList' && value.split(',').includes('')) throw validation('A StringList must not hold empty items.');
  if (pattern !== null && !matches(pattern, value)) throw new AwsError('ParameterPatternMismatchException', `Parameter value, cannot be validated against allowedPattern: ${pattern}`);
}

function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(value);
  } catch (cause) {
    throw new AwsError('InvalidAllowedPatternException', `The request does not meet the regular expression requirement: ${cause instanceof Error ? cause.message : pattern}`);
  }
}
