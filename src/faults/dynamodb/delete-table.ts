import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext, FaultModule } from '#contract/modules';
import type { TargetRef } from '#contract/events';
import { refusal, RedrillError } from '#kit/redrill-error';
import { describeTable, isGoing, keyOf } from '#stores/dynamodb/describe-table';
import { dynamodbCode } from '#stores/dynamodb/dynamodb-code';
import { readTags } from '#stores/dynamodb/read-table-settings';
import { withItems } from '#stores/dynamodb/with-dynamodb';
import { readPointer } from '#targets/pointer';
import { mustBeInPlan } from '../must-be-in-plan.ts';
import { deleteKnownTable, mustBe } from './delete-known-table.ts';
import type { KnownTable } from './delete-known-table.ts';
import { hasSafetyDocument, readSafetyDocument } from './safety-document.ts';
import { safetyPlaces } from './safety-places.ts';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/** Deletes a table: one call of somebody who is in the wrong account. Deletion protection is never switched off. */
export const deleteTable: FaultModule<Args> = { id: 'dynamodb.delete-table', service: 'dynamodb', nature: 'destructive', args, targets, inject, observe };

async function targets(context: DrillContext, { store }: Args): Promise<readonly TargetRef[]> {
  const { resource, region } = context.binding(store);
  const access = context.targets.access('drill-observer', region);
  const table = await describeTable(access, resource);
  if (isGoing(table) || table.TableArn === undefined) return [];
  const tags = await readTags(access, table.TableArn);
  await mustBeInPlan(access, { store: context.store(store), arn: table.TableArn, tags });
  return [{
    store,
    arn: table.TableArn,
    what: `table ${resource} (${indexes(table)}), its stream and its point-in-time recovery with it`,
    // DynamoDB counts every six hours or so: about as many.
    count: table.ItemCount ?? null,
    bytes: table.TableSizeBytes ?? null,
    sample: [],
    protected: table.DeletionProtectionEnabled ?? false,
    tags,
  }];
}

function indexes({ GlobalSecondaryIndexes, LocalSecondaryIndexes }: TableDescription): string {
  const names = [...(GlobalSecondaryIndexes ?? []), ...(LocalSecondaryIndexes ?? [])].flatMap(({ IndexName }) => IndexName ?? []);
  return names.length === 0 ? 'no index' : `${names.length === 1 ? 'index' : 'indexes'} ${names.join(', ')}`;
}

const ASK_EVERY_MS = 15_000;
const MOST_ASKS = 5;
const MOST_LOOKS = 40;

async function inject(context: DrillContext, { store }: Args): Promise<void> {
  const { resource, region } = context.binding(store);
  const access = context.targets.access('drill-operator', region);
  for (let ask = 1; ; ask += 1) {
    const known = await awaitIdle(context, { access, name: resource, tableId: await meant(context, access, store) });
    try {
      return await strike(context, known, store);
    } catch (error) {
      if (!(error instanceof RedrillError && error.code === 'dynamodb.busy')) throw error;
      if (ask >= MOST_ASKS) throw new RedrillError('fault.not-deleted', `${error.message} (asked ${MOST_ASKS} times)`, { actor: 'platform', cause: error });
      context.say(`${resource} was busy: asking again in ${ASK_EVERY_MS / 1000} s`);
      await context.clock.sleep(ASK_EVERY_MS, context.signal);
    }
  }
}

/** One request, with the conductor's guards (signal, lease, stop file) and the resource's own looked at right before it. */
async function strike(context: DrillContext, known: KnownTable, store: string): Promise<void> {
  const { access, name } = known;
  await context.effect({
    id: `3-disrupt/dynamodb.delete-table/${store}`,
    what: `delete table ${name}`,
    destructive: true,
    probe: async () => (isGoing(await describeTable(access, name)) ? { table: name } : undefined),
    act: async () => {
      await deleteKnownTable(known, (table) => mayGo(context, access, table));
      return { table: name };
    },
  });
}

/** The table that the safety copy was made of: no other is deleted, whatever its name. */
async function meant(context: DrillContext, access: AwsAccess, store: string): Promise<string> {
  const places = safetyPlaces(context, store);
  if (!(await hasSafetyDocument(access, places))) throw refusal('fault.no-safety-copy', `s3://${places.bucket}/${places.settings} does not exist: there is no safety copy of ${store}, so nothing may be destroyed`);
  return (await readSafetyDocument(access, places)).tableId;
}

/** Its owner may have changed the mind since the plan was made. */
async function mayGo({ config }: DrillContext, access: AwsAccess, table: TableDescription): Promise<void> {
  const { key, value } = config.guards.optInTag;
  const name = table.TableName ?? '';
  const tags = await readTags(access, table.TableArn ?? '');
  if (key === '' || value === '' || tags[key] !== value) throw refusal('guard.opt-in-tag', `${name} is no longer tagged ${key}=${value}: its owner does not allow drills, and it is not deleted`);
  if (table.DeletionProtectionEnabled === true) throw refusal('guard.deletion-protection', `${name} has deletion protection on by now: a drill never switches it off`);
}

/** DynamoDB deletes no table that is changing: waits up to ten minutes, before anything is intended. */
async function awaitIdle(context: DrillContext, known: KnownTable): Promise<KnownTable> {
  const { access, name } = known;
  for (let look = 1; look <= MOST_LOOKS; look += 1) {
    const table = await describeTable(access, name);
    if (isGoing(table)) return known;
    mustBe(known, table);
    await mayGo(context, access, table);
    if (table.TableStatus === 'ACTIVE') return known;
    if (look === 1) context.say(`${name} is ${table.TableStatus ?? 'busy'}: waiting until it is ACTIVE`);
    await context.clock.sleep(ASK_EVERY_MS, context.signal);
  }
  throw new RedrillError('fault.not-deleted', `${name} is still not ACTIVE after ${(MOST_LOOKS * ASK_EVERY_MS) / 60_000} minutes: DynamoDB deletes only a table that is`, { actor: 'platform' });
}

/** As a user: does the table that the pointer names answer? Broken only when DynamoDB also says that the bound table goes or is gone. */
async function observe(context: DrillContext, { store }: Args): Promise<{ readonly broken: boolean | null; readonly harmed?: boolean; readonly detail: string }> {
  const { resource, region, pointer } = context.binding(store);
  const access = context.targets.access('platform-app', region);
  try {
    const table = await describeTable(access, resource);
    const answer = await ask(access, pointer);
    const going = isGoing(table);
    const status = table === null ? 'gone (ResourceNotFoundException)' : String((table as TableDescription).TableStatus);
    if (answer === 'answers') return { broken: false, harmed: going, detail: `the table answers, ${resource} is ${status}` };
    return { broken: going ? true : null, detail: `the table does not answer (${answer}), ${resource} is ${status}` };
  } catch (error) {
    return { broken: null, detail: `looking at ${resource} failed: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** `answers`, or the code of the refusal; asks for an item that nobody wrote. A pointer that cannot be read says nothing about the table. */
async function ask(access: AwsAccess, pointer: string): Promise<string> {
  const table = await readPointer(access, pointer);
  if (table === null) throw new RedrillError('dynamodb.NoPointer', `the parameter ${pointer} does not exist`, { actor: 'platform' });
  const described = await describeTable(access, table);
  if (described === null) return 'ResourceNotFoundException';
  try {
    const key = Object.fromEntries(keyOf(described).map((name) => [name, valueOfType(described, name)]));
    await withItems(access, (items) => items.get(table, key, { consistent: false }));
    return 'answers';
  } catch (error) {
    const code = dynamodbCode(error);
    if (code !== 'ResourceNotFoundException') throw error;
    return code;
  }
}

function valueOfType({ AttributeDefinitions }: TableDescription, name: string): { readonly S: string } | { readonly N: string } | { readonly B: string } {
  const type = AttributeDefinitions?.find(({ AttributeName }) => AttributeName === name)?.AttributeType;
  if (type === 'N') return { N: '0' };
  return type === 'B' ? { B: 'cmVkcmlsbA==' } : { S: '_redrill_look' };
}
