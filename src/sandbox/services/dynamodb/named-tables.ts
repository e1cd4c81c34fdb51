import type { Call } from '../../service.ts';
import { parseTableArn } from './arns.ts';
import type { ItemOperation, Json } from './engine/item-engine.ts';

/** The tables that a request names, each once, and the request with names in the place of ARNs. Authorises ARNs of other accounts. */
export function namedTables(call: Call, operation: ItemOperation, input: Json): { readonly names: readonly string[]; readonly input: Json } {
  const names = new Set<string>();
  const nameOf = (text: unknown): unknown => {
    if (typeof text !== 'string') return text;
    const name = bareName(call, operation, text);
    names.add(name);
    return name;
  };
  const named = renamed(operation, input, nameOf);
  return { names: [...names], input: named };
}

function renamed(operation: ItemOperation, input: Json, nameOf: (text: unknown) => unknown): Json {
  switch (operation) {
    case 'BatchGetItem':
    case 'BatchWriteItem': {
      const items = input['RequestItems'];
      return isStructure(items) ? { ...input, RequestItems: Object.fromEntries(Object.entries(items).map(([name, value]) => [String(nameOf(name)), value])) } : input;
    }
    case 'TransactGetItems':
    case 'TransactWriteItems': {
      const items = input['TransactItems'];
      return Array.isArray(items) ? { ...input, TransactItems: items.map((item: unknown) => (isStructure(item) ? Object.fromEntries(Object.entries(item).map(([kind, one]) => [kind, isStructure(one) ? { ...one, TableName: nameOf(one['TableName']) } : one])) : item)) } : input;
    }
    default: return 'TableName' in input ? { ...input, TableName: nameOf(input['TableName']) } : input;
  }
}

/** What a transaction on a table elsewhere is denied by: IAM has no action for the transaction itself. */
const FIRST: Partial<Readonly<Record<ItemOperation, string>>> = { TransactGetItems: 'GetItem', TransactWriteItems: 'PutItem' };

/** A table's name, also where the client gave its ARN. One of another account is denied, as no table has a resource policy; one of this account is authorised by its name. */
function bareName(call: Call, operation: ItemOperation, text: string): string {
  const arn = parseTableArn(text);
  if (!arn) return text;
  const elsewhere = arn.account !== call.caller.account || arn.region !== call.region;
  if (elsewhere) call.authorise(`dynamodb:${FIRST[operation] ?? operation}`, text, { account: arn.account, policy: null });
  return arn.region === call.region ? arn.name : text;
}

function isStructure(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
