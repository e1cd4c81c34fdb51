import type { Call } from '../../service.ts';
import { AwsError } from '../../service.ts';
import { dynaliteParts, type DynaliteError } from './engine/dynalite-parts.ts';
import { codeIn, messageIn } from './engine/item-engine.ts';
import { keyOf } from './encryption.ts';
import type { GlobalIndex, LocalIndex, TableDesign, Throughput } from './model.ts';
import type { Input } from './lookup.ts';

const CHECKED = ['TableName', 'AttributeDefinitions', 'KeySchema', 'LocalSecondaryIndexes', 'GlobalSecondaryIndexes', 'BillingMode', 'ProvisionedThroughput', 'SSESpecification', 'StreamSpecification', 'Tags'] as const;

/** What CreateTable asks for, checked by DynamoDB's rules. */
export function designOf(call: Call, input: Input): TableDesign {
  checkShape('CreateTable', Object.fromEntries(CHECKED.map((name) => [name, input[name]])));
  const billing = input['BillingMode'] ?? 'PROVISIONED';
  const onDemand = billing === 'PAY_PER_REQUEST';
  return {
    name: String(input['TableName']),
    attributes: input['AttributeDefinitions'] as TableDesign['attributes'],
    keySchema: input['KeySchema'] as TableDesign['keySchema'],
    globalIndexes: ((input['GlobalSecondaryIndexes'] ?? []) as readonly GlobalInput[]).map((index) => globalIndex(index, { status: 'ACTIVE', onDemand })),
    localIndexes: ((input['LocalSecondaryIndexes'] ?? []) as readonly LocalIndex[]).map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection })),
    throughput: onDemand ? null : input['ProvisionedThroughput'] as Throughput,
    tableClass: (input['TableClass'] ?? 'STANDARD') as TableDesign['tableClass'],
    keyArn: keyOf(call, input['SSESpecification']),
  };
}

export interface GlobalInput {
  readonly IndexName: string;
  readonly KeySchema: GlobalIndex['KeySchema'];
  readonly Projection: GlobalIndex['Projection'];
  readonly ProvisionedThroughput?: Throughput;
}

export function globalIndex({ IndexName, KeySchema, Projection, ProvisionedThroughput }: GlobalInput, { status, onDemand }: { readonly status: GlobalIndex['status']; readonly onDemand: boolean }): GlobalIndex {
  return { IndexName, KeySchema, Projection, status, throughput: onDemand ? null : ProvisionedThroughput ?? null };
}

/** Throws what DynamoDB says of a definition that breaks its rules, worded by the engine. */
export function checkShape(operation: 'CreateTable' | 'UpdateTable', input: Input): void {
  try {
    dynaliteParts().check(operation, structuredClone(input), { options: { maxItemSize: 0 } } as never);
  } catch (error) {
    const { body } = error as DynaliteError;
    if (!body) throw error;
    throw new AwsError(codeIn(body), messageIn(body));
  }
}
