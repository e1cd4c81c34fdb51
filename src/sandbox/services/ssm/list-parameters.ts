import { dateOfMicros } from '#kit/dates';
import { AwsError, type Call } from '../../service.ts';
import { notFound, unsupported, validation } from './errors.ts';
import { parameterOutput } from './get-parameters.ts';
import { checkName, parameterArn } from './parameter-name.ts';
import { keyOfValue, toldValue } from './secure-value.ts';
import { page, versions, type ParameterRow } from './state.ts';

type Input = Readonly<Record<string, unknown>>;

/** GetParametersByPath: one level below the path, or all with Recursive. */
export function getParametersByPath(call: Call, input: Input): object {
  const path = String(input['Path'] ?? '');
  if (!path.startsWith('/')) throw validation('The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/".');
  if (input['ParameterFilters'] !== undefined) throw unsupported('GetParametersByPath', 'ParameterFilters');
  const prefix = path.endsWith('/') ? path : `${path}/`;
  const limit = limitOf(input, 10);
  const recursive = input['Recursive'] === true;
  const { rows, next } = take(call, { prefix, limit, after: tokenName(input), keep: (row) => recursive || !row.name.slice(prefix.length).includes('/') });
  return { Parameters: rows.map((row) => parameterOutput(call, row, { decrypt: input['WithDecryption'] === true })), ...(next === null ? {} : { NextToken: next }) };
}

/** DescribeParameters: metadata without values; of the filters Name with Equals and BeginsWith. */
export function describeParameters(call: Call, input: Input): object {
  if (input['Filters'] !== undefined) throw unsupported('DescribeParameters', 'Filters');
  if (input['Shared'] === true) throw unsupported('DescribeParameters', 'Shared');
  const keep = nameFilter(input['ParameterFilters']);
  const { rows, next } = take(call, { prefix: '', limit: limitOf(input, 50), after: tokenName(input), keep });
  return { Parameters: rows.map(metadata), ...(next === null ? {} : { NextToken: next }) };
}

/** GetParameterHistory: all kept versions, oldest first. */
export function getParameterHistory(call: Call, input: Input): object {
  const name = String(input['Name'] ?? '');
  checkName(name);
  const all = versions(call.catalogue, { account: call.caller.account, region: call.region, name });
  if (all.length === 0) throw notFound(name);
  const limit = limitOf(input, 50);
  const after = Number(tokenName(input) || 0);
  const rows = all.filter((row) => row.version > after).slice(0, limit);
  const last = rows.at(-1)?.version ?? 0;
  const more = all.some((row) => row.version > last);
  return { Parameters: rows.map((row) => ({ ...metadata(row), Value: toldValue(call, row, input['WithDecryption'] === true), Labels: [] })), ...(more ? { NextToken: token(String(last)) } : {}) };
}

function take(call: Call, want: { readonly prefix: string; readonly limit: number; readonly after: string; readonly keep: (row: ParameterRow) => boolean }): { readonly rows: readonly ParameterRow[]; readonly next: string | null } {
  const rows: ParameterRow[] = [];
  let after = want.after;
  for (;;) {
    const batch = page(call.catalogue, { account: call.caller.account, region: call.region, prefix: want.prefix, after, limit: 200 });
    for (const row of batch) {
      if (!want.keep(row)) continue;
      if (rows.length === want.limit) return { rows, next: token(rows.at(-1)?.name ?? '') };
      rows.push(row);
    }
    if (batch.length < 200) return { rows, next: null };
    after = batch.at(-1)?.name ?? '';
  }
}

function metadata(row: ParameterRow): object {
  const keyId = keyOfValue(row);
  return {
    Name: row.name,
    ARN: parameterArn(row),
    Type: row.type,
    Version: row.version,
    LastModifiedDate: dateOfMicros(row.modified_micros),
    LastModifiedUser: row.modified_by,
    Tier: row.tier,
    DataType: 'text',
    Policies: [],
    ...(keyId === null ? {} : { KeyId: keyId }),
    ...(row.description === null ? {} : { Description: row.description }),
    ...(row.pattern === null ? {} : { AllowedPattern: row.pattern }),
  };
}

function nameFilter(filters: unknown): (row: ParameterRow) => boolean {
  const tests = ((filters ?? []) as readonly { readonly Key?: string; readonly Option?: string; readonly Values?: readonly string[] }[]).map(({ Key, Option = 'Equals', Values = [] }) => {
    if (Key !== 'Name' || (Option !== 'Equals' && Option !== 'BeginsWith')) throw unsupported('DescribeParameters', `the filter ${Key ?? ''} ${Option}`);
    return (row: ParameterRow) => Values.some((value) => (Option === 'Equals' ? row.name === value : row.name.startsWith(value)));
  });
  return (row) => tests.every((test) => test(row));
}

function limitOf(input: Input, most: number): number {
  const given = input['MaxResults'];
  if (given === undefined) return most;
  if (typeof given !== 'number' || given < 1 || given > most) throw validation(`1 validation error detected: Value '${String(given)}' at 'maxResults' failed to satisfy constraint: Member must be between 1 and ${most}`);
  return given;
}

function token(text: string): string {
  return Buffer.from(`redrill:${text}`).toString('base64url');
}

function tokenName(input: Input): string {
  if (input['NextToken'] === undefined) return '';
  const text = Buffer.from(String(input['NextToken']), 'base64url').toString('utf8');
  if (!text.startsWith('redrill:')) throw new AwsError('InvalidNextToken', 'The specified token isn\'t valid.');
  return text.slice('redrill:'.length);
}
