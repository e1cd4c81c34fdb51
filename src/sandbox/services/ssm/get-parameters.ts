import { dateOfMicros } from '#kit/dates';
import type { Call } from '../../service.ts';
import { notFound, validation, versionNotFound } from './errors.ts';
import { parameterArn, parameterRef } from './parameter-name.ts';
import { toldValue } from './secure-value.ts';
import { newest, versions, type ParameterRow } from './state.ts';

/** GetParameter by name, `name:version` or ARN. */
export function getParameter(call: Call, input: Readonly<Record<string, unknown>>): object {
  const text = String(input['Name'] ?? '');
  return { Parameter: find(call, text, { action: 'GetParameter', decrypt: input['WithDecryption'] === true }) };
}

/** GetParameters: found ones and the names that are not. */
export function getParameters(call: Call, input: Readonly<Record<string, unknown>>): object {
  const names = (input['Names'] ?? []) as readonly string[];
  if (names.length < 1 || names.length > 10) throw validation('1 validation error detected: Value at \'names\' failed to satisfy constraint: Member must have length between 1 and 10');
  const found: object[] = [];
  const invalid: string[] = [];
  for (const name of names) {
    try {
      found.push(find(call, name, { action: 'GetParameters', decrypt: input['WithDecryption'] === true }));
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error) || (error.code !== 'ParameterNotFound' && error.code !== 'ParameterVersionNotFound')) throw error;
      invalid.push(name);
    }
  }
  return { Parameters: found, InvalidParameters: invalid };
}

/** A version as Get* answers it; a SecureString in the clear only when that is asked for. */
export function parameterOutput(call: Call, row: ParameterRow, { decrypt, selector = null }: { readonly decrypt: boolean; readonly selector?: string | null }): object {
  return {
    Name: row.name,
    Type: row.type,
    Value: toldValue(call, row, decrypt),
    Version: row.version,
    LastModifiedDate: dateOfMicros(row.modified_micros),
    ARN: parameterArn(row),
    DataType: 'text',
    ...(selector === null ? {} : { Selector: `:${selector}` }),
  };
}

function find(call: Call, text: string, { action, decrypt }: { readonly action: string; readonly decrypt: boolean }): object {
  const ref = parameterRef(text, call, (candidate) => newest(call.catalogue, candidate) !== null);
  call.authorise(`ssm:${action}`, parameterArn(ref), { account: ref.account, policy: null });
  if (ref.selector === null) {
    const row = newest(call.catalogue, ref);
    if (!row) throw notFound(text);
    return parameterOutput(call, row, { decrypt });
  }
  const all = versions(call.catalogue, ref);
  if (all.length === 0) throw notFound(text);
  const row = all.find((one) => String(one.version) === ref.selector);
  if (!row) throw versionNotFound(ref.name, ref.selector);
  return parameterOutput(call, row, { decrypt, selector: ref.selector });
}
