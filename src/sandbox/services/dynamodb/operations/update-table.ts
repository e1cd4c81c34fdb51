import type { Call } from '../../../service.ts';
import { checkShape, globalIndex, type GlobalInput } from '../design.ts';
import { keyOf } from '../encryption.ts';
import { errors } from '../errors.ts';
import { only, tableFor, type Input } from '../lookup.ts';
import type { GlobalIndex, Table, TableDesign, Throughput } from '../model.ts';
import { stateOf } from '../state.ts';
import { tableOutput } from '../table-output.ts';
import { endsAt } from '../times.ts';
import { streamOf } from './create-table.ts';

const KNOWN = ['TableName', 'AttributeDefinitions', 'BillingMode', 'ProvisionedThroughput', 'GlobalSecondaryIndexUpdates', 'StreamSpecification', 'SSESpecification', 'TableClass', 'DeletionProtectionEnabled'];

interface IndexUpdate {
  readonly Create?: GlobalInput;
  readonly Update?: { readonly IndexName: string; readonly ProvisionedThroughput?: Throughput };
  readonly Delete?: { readonly IndexName: string };
}

/** Changes of a table: in force at once, but for indexes, which are built while it is UPDATING. */
export async function updateTable(call: Call, input: Input): Promise<object> {
  only(input, KNOWN, 'UpdateTable');
  const table = tableFor(call, input, 'UpdateTable');
  const { name } = table.design;
  if (table.state !== 'ACTIVE') throw errors.tableBusy(name, table.state.toLowerCase());
  if (KNOWN.slice(1).every((member) => input[member] === undefined)) throw errors.validation('At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required');
  const design = changedDesign(call, input, table.design);
  const now = Math.floor(call.time.nowMicros());
  const updated = stateOf(call.catalogue).put({
    ...table, design,
    state: 'UPDATING',
    stateDue: endsAt(call, 'dynamodb-control'),
    protected: typeof input['DeletionProtectionEnabled'] === 'boolean' ? input['DeletionProtectionEnabled'] : table.protected,
    stream: changedStream(input, table, now),
    billingChanged: design.throughput === null && table.design.throughput !== null ? now : table.billingChanged,
  });
  call.time.changed();
  return { TableDescription: await tableOutput(call, updated) };
}

function changedDesign(call: Call, input: Input, design: TableDesign): TableDesign {
  const updates = input['GlobalSecondaryIndexUpdates'] as readonly IndexUpdate[] | undefined;
  if (input['BillingMode'] !== undefined || input['ProvisionedThroughput'] !== undefined || updates !== undefined) {
    checkShape('UpdateTable', { TableName: design.name, BillingMode: input['BillingMode'], ProvisionedThroughput: input['ProvisionedThroughput'], GlobalSecondaryIndexUpdates: updates?.map(withThroughput) });
  }
  const throughput = changedThroughput(input, design);
  const attributes = input['AttributeDefinitions'] as TableDesign['attributes'] | undefined;
  return {
    ...design, throughput,
    attributes: attributes ? [...design.attributes, ...attributes.filter(({ AttributeName }) => !design.attributes.some((one) => one.AttributeName === AttributeName))] : design.attributes,
    globalIndexes: changedIndexes(updates ?? [], { ...design, attributes: [...design.attributes, ...(attributes ?? [])], throughput }),
    tableClass: (input['TableClass'] ?? design.tableClass) as TableDesign['tableClass'],
    keyArn: input['SSESpecification'] === undefined ? design.keyArn : keyOf(call, input['SSESpecification']),
  };
}

/** The rules know no index without throughput, which one on demand has not. */
function withThroughput({ Create, ...update }: IndexUpdate): IndexUpdate {
  return Create ? { ...update, Create: { ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 }, ...Create } } : update;
}

function changedThroughput(input: Input, { throughput, name }: TableDesign): Throughput | null {
  const wanted = input['ProvisionedThroughput'] as Throughput | undefined;
  const onDemand = input['BillingMode'] === undefined ? throughput === null : input['BillingMode'] === 'PAY_PER_REQUEST';
  if (onDemand && wanted) throw errors.validation('One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST');
  if (onDemand) return null;
  const next = wanted ?? throughput;
  if (next === null) throw errors.validation(`One or more parameter values were invalid: ProvisionedThroughput must be specified for table: ${name} when BillingMode is PROVISIONED`);
  return { ReadCapacityUnits: next.ReadCapacityUnits, WriteCapacityUnits: next.WriteCapacityUnits };
}

function changedIndexes(updates: readonly IndexUpdate[], design: TableDesign): readonly GlobalIndex[] {
  if (updates.filter(({ Create, Delete }) => Create ?? Delete).length > 1) throw errors.validation('Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table');
  return updates.reduce<readonly GlobalIndex[]>((indexes, { Create, Update, Delete }) => {
    const name = (Create ?? Update ?? Delete)?.IndexName ?? '';
    const known = indexes.some(({ IndexName }) => IndexName === name);
    if (Create) return [...indexes, created(Create, { known, design })];
    if (!known) throw errors.validation(`The table does not have the specified index: ${name}`);
    return indexes.map((index): GlobalIndex => {
      if (index.IndexName !== name) return index;
      return Delete ? { ...index, status: 'DELETING' } : { ...index, throughput: Update?.ProvisionedThroughput ?? index.throughput };
    });
  }, design.globalIndexes);
}

function created(index: GlobalInput, { known, design }: { readonly known: boolean; readonly design: TableDesign }): GlobalIndex {
  if (known || design.localIndexes.some(({ IndexName }) => IndexName === index.IndexName)) throw errors.validation(`One or more parameter values were invalid: Duplicate index name: ${index.IndexName}`);
  const missing = index.KeySchema.find(({ AttributeName }) => !design.attributes.some((one) => one.AttributeName === AttributeName));
  if (missing) throw errors.validation(`One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [${missing.AttributeName}], AttributeDefinitions: [${design.attributes.map(({ AttributeName }) => AttributeName).join(', ')}]`);
  return globalIndex(index, { status: 'CREATING', onDemand: design.throughput === null });
}

/** A stream that is switched on again is a new one, with a new ARN. */
function changedStream(input: Input, { stream, design }: Table, nowMicros: number): Table['stream'] {
  const wanted = input['StreamSpecification'];
  if (wanted === undefined) return stream;
  const next = streamOf(wanted, nowMicros);
  if (next && stream?.enabled) throw errors.validation(`Table already has an enabled stream: ${design.name}`);
  if (!next && !stream?.enabled) throw errors.validation(`Table has no stream to disable: ${design.name}`);
  return next ?? (stream && { ...stream, enabled: false });
}
