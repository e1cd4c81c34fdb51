import { isoMicros } from '#kit/time';
import { uuid } from '#kit/ids';
import type { Call, Place, SandboxContext } from '../../../service.ts';
import { tableArn } from '../arns.ts';
import { designOf } from '../design.ts';
import { REF_LENGTH } from '../engine/keys.ts';
import { errors } from '../errors.ts';
import { namedArn, only, placeOf, type Input } from '../lookup.ts';
import type { Table, TableDesign } from '../model.ts';
import { stateOf } from '../state.ts';
import { tableOutput } from '../table-output.ts';
import { tagsOf } from '../tags.ts';
import { endsAt } from '../times.ts';

const KNOWN = ['TableName', 'AttributeDefinitions', 'KeySchema', 'LocalSecondaryIndexes', 'GlobalSecondaryIndexes', 'BillingMode', 'ProvisionedThroughput', 'StreamSpecification', 'SSESpecification', 'Tags', 'TableClass', 'DeletionProtectionEnabled'];

/** A table in state CREATING, which serves items a little later. */
export async function createTable(call: Call, input: Input): Promise<object> {
  only(input, KNOWN, 'CreateTable');
  const arn = namedArn(call, input, 'CreateTable');
  const design = designOf(call, input);
  const state = stateOf(call.catalogue);
  if (state.find(arn)) throw errors.tableExists(design.name);
  const table = state.put({
    ...newTable(call, placeOf(call), design),
    protected: input['DeletionProtectionEnabled'] === true,
    tags: tagsOf(input['Tags']),
    stream: streamOf(input['StreamSpecification'], call.time.nowMicros()),
    stateDue: endsAt(call, 'dynamodb-control'),
  });
  call.time.changed();
  return { TableDescription: await tableOutput(call, table) };
}

/** A table that nothing is known of but its design: without tags, stream, time to live, point-in-time recovery or protection. */
export function newTable({ time }: Pick<SandboxContext, 'time'>, place: Place, design: TableDesign): Table {
  const id = uuid();
  return {
    id, ...place, resource: tableArn(place, design.name), state: 'CREATING', due: null, created: Math.floor(time.nowMicros()),
    ref: id.replaceAll('-', '').slice(-REF_LENGTH), design, protected: false, tags: {}, stream: null, ttl: null, pitr: null, restore: null,
    stateDue: null, ttlDue: null, inaccessibleSince: null, billingChanged: null,
  };
}

/** A stream as a specification asks for it; null where it is off. Its label is the moment when it begins. */
export function streamOf(value: unknown, nowMicros: number): Table['stream'] {
  const { StreamEnabled, StreamViewType } = (value ?? {}) as { readonly StreamEnabled?: boolean; readonly StreamViewType?: string };
  if (StreamEnabled !== true) {
    if (StreamViewType !== undefined) throw errors.validation('One or more parameter values were invalid: StreamViewType can only be specified when StreamEnabled is true');
    return null;
  }
  if (!['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'].includes(StreamViewType ?? '')) throw errors.validation(`One or more parameter values were invalid: StreamViewType ${StreamViewType ?? 'null'} is not a view type`);
  return { view: StreamViewType ?? '', label: isoMicros(Math.floor(nowMicros)).slice(0, 23), enabled: true };
}
