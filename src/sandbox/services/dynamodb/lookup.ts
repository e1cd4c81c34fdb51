import type { Call, Place } from '../../service.ts';
import { parseTableArn, tableArn } from './arns.ts';
import { errors } from './errors.ts';
import type { Table } from './model.ts';
import { stateOf } from './state.ts';

export type Input = Readonly<Record<string, unknown>>;

/** Where a caller works: its own account, in the region of the call. */
export function placeOf({ caller, region }: Pick<Call, 'caller' | 'region'>): Place {
  return { account: caller.account, region };
}

/** The ARN of the table that `TableName` (a name or an ARN) means, once the caller is known to be allowed to. */
export function namedArn(call: Call, input: Input, action: string): string {
  const text = input['TableName'];
  if (typeof text !== 'string') throw errors.validation('1 validation error detected: Value null at \'tableName\' failed to satisfy constraint: Member must not be null');
  const parsed = parseTableArn(text);
  const arn = parsed ? text : tableArn(placeOf(call), text);
  call.authorise(`dynamodb:${action}`, arn, { account: parsed?.account ?? call.caller.account, policy: null });
  return arn;
}

/** A table of the caller by `TableName`. Throws ResourceNotFoundException. */
export function tableFor(call: Call, input: Input, action: string): Table {
  const arn = namedArn(call, input, action);
  const table = stateOf(call.catalogue).find(arn);
  if (!table) throw errors.noResource(parseTableArn(arn)?.name ?? arn);
  return table;
}

/** The same for the calls about backups, which word it otherwise. */
export function backedTable(call: Call, input: Input, action: string): Table {
  const arn = namedArn(call, input, action);
  const table = stateOf(call.catalogue).find(arn);
  if (!table) throw errors.noTable(parseTableArn(arn)?.name ?? arn);
  return table;
}

/** Refuses by name every member of an input that is set and not listed. */
export function only(input: Input, known: readonly string[], operation: string): void {
  const other = Object.entries(input).find(([name, value]) => value !== undefined && value !== null && !known.includes(name) && !(Array.isArray(value) && value.length === 0));
  if (other) throw errors.unsupported(`${other[0]} of ${operation}`);
}
