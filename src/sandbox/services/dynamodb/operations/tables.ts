import type { Call, Operation } from '../../../service.ts';
import { parseTableArn } from '../arns.ts';
import { errors } from '../errors.ts';
import { only, placeOf, tableFor, type Input } from '../lookup.ts';
import type { Table } from '../model.ts';
import { stateOf } from '../state.ts';
import { isLocked, tableOutput } from '../table-output.ts';
import { tagList, tagsOf } from '../tags.ts';

/** Reads of tables, their tags, and what the account may. */
export const tableOperations: Readonly<Record<string, Operation>> = {
  DescribeTable: async (call, input) => ({ Table: await tableOutput(call, noted(call, tableFor(call, input, 'DescribeTable'))) }),
  ListTables: listTables,
  TagResource: (call, input) => {
    const table = tagged(call, input, 'TagResource');
    stateOf(call.catalogue).put({ ...table, tags: tagsOf(input['Tags'], table.tags) });
  },
  UntagResource: (call, input) => {
    const table = tagged(call, input, 'UntagResource');
    const gone = (input['TagKeys'] ?? []) as readonly string[];
    stateOf(call.catalogue).put({ ...table, tags: Object.fromEntries(Object.entries(table.tags).filter(([key]) => !gone.includes(key))) });
  },
  ListTagsOfResource: (call, input) => ({ Tags: tagList(tagged(call, input, 'ListTagsOfResource').tags) }),
  DescribeLimits: () => ({ AccountMaxReadCapacityUnits: 80_000, AccountMaxWriteCapacityUnits: 80_000, TableMaxReadCapacityUnits: 40_000, TableMaxWriteCapacityUnits: 40_000 }),
  DescribeEndpoints: (call) => ({ Endpoints: [{ Address: call.headers['host'] ?? '', CachePeriodInMinutes: 1440 }] }),
};

function listTables(call: Call, input: Input): object {
  only(input, ['ExclusiveStartTableName', 'Limit'], 'ListTables');
  const limit = input['Limit'] ?? 100;
  if (typeof limit !== 'number' || limit < 1 || limit > 100) throw errors.validation(`1 validation error detected: Value '${String(limit)}' at 'limit' failed to satisfy constraint: Member must have value between 1 and 100`);
  const start = input['ExclusiveStartTableName'];
  const names = stateOf(call.catalogue).of(placeOf(call)).map(({ design }) => design.name).sort();
  const rest = typeof start === 'string' ? names.filter((name) => name > start) : names;
  const page = rest.slice(0, limit);
  return { TableNames: page, ...(rest.length > page.length ? { LastEvaluatedTableName: page.at(-1) } : {}) };
}

function tagged(call: Call, input: Input, action: string): Table {
  const arn = String(input['ResourceArn'] ?? '');
  const parsed = parseTableArn(arn);
  if (!parsed) throw errors.validation(`Invalid TableArn: Invalid ResourceArn provided as input ${arn}`);
  call.authorise(`dynamodb:${action}`, arn, { account: parsed.account, policy: null });
  const table = stateOf(call.catalogue).find(arn);
  if (!table || parsed.region !== call.region) throw errors.noArn(arn);
  return table;
}

/** Keeps since when a table's key has not been usable, or that it is again. */
function noted(call: Call, table: Table): Table {
  const since = isLocked(call, table) ? table.inaccessibleSince ?? Math.floor(call.time.nowMicros()) : null;
  return since === table.inaccessibleSince ? table : stateOf(call.catalogue).put({ ...table, inaccessibleSince: since });
}
