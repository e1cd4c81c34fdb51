import type { DBInstance } from '@aws-sdk/client-rds';
import { z } from 'zod';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext, FaultModule } from '#contract/modules';
import type { TargetRef } from '#contract/events';
import { refusal, RedrillError } from '#kit/redrill-error';
import { databaseSize } from '#stores/rds/database-size';
import { describeInstance } from '#stores/rds/describe-instance';
import { withDatabaseByPointer } from '#stores/rds/open-by-pointer';
import { secretName } from '#stores/rds/read-secret';
import { mustBeInPlan } from '../must-be-in-plan.ts';
import { deleteKnownInstance, isGoing, mustBe } from './delete-known-instance.ts';
import type { KnownInstance } from './delete-known-instance.ts';
import { hasSafetyDocument, readSafetyDocument } from './safety-document.ts';
import { safetyPlaces } from './safety-places.ts';

const args = z.strictObject({
  store: z.string(),
  /** `retain` leaves the automated backups behind, as the console offers it; `delete` is what the API does by itself. */
  automatedBackups: z.enum(['delete', 'retain']).default('delete'),
});
type Args = z.output<typeof args>;

/** Deletes a database instance without a final snapshot: what `destroy` with the wrong state does. Deletion protection is never switched off. */
export const deleteInstance: FaultModule<Args> = { id: 'rds.delete-instance', service: 'rds', nature: 'destructive', args, targets, inject, observe };

async function targets(context: DrillContext, { store, automatedBackups }: Args): Promise<readonly TargetRef[]> {
  const { resource, region, pointer } = context.binding(store);
  const access = context.targets.access('drill-observer', region);
  const instance = await describeInstance(access, resource);
  if (instance?.DBInstanceArn === undefined || instance.DBInstanceStatus === 'deleting') return [];
  await mustBeInPlan(access, { store: context.store(store), arn: instance.DBInstanceArn, tags: tagsOf(instance) });
  const size = await databaseSize({ access, identifier: resource, secret: secretName(pointer) });
  return [{
    store,
    arn: instance.DBInstanceArn,
    what: `database instance ${resource} (${instance.Engine ?? ''} ${instance.EngineVersion ?? ''}) without a final snapshot, ${automatedBackups === 'delete' ? 'its automated backups with it' : 'its automated backups retained'}`,
    count: size?.rows ?? null,
    bytes: size?.bytes ?? null,
    sample: [],
    protected: instance.DeletionProtection ?? false,
    tags: tagsOf(instance),
  }];
}

function tagsOf({ TagList }: DBInstance): Readonly<Record<string, string>> {
  return Object.fromEntries((TagList ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}

async function inject(context: DrillContext, { store, automatedBackups }: Args): Promise<void> {
  const { resource, region } = context.binding(store);
  const access = context.targets.access('drill-operator', region);
  for (let ask = 1; ; ask += 1) {
    const known = await awaitIdle(context, { access, identifier: resource, resourceId: await meant(context, access, store) });
    try {
      return await strike(context, known, { store, automatedBackups });
    } catch (error) {
      if (!(error instanceof RedrillError && error.code === 'rds.busy')) throw error;
      if (ask >= MOST_ASKS) throw new RedrillError('fault.not-deleted', `${error.message} (asked ${MOST_ASKS} times)`, { actor: 'platform', cause: error });
      context.say(`${resource} was busy: asking again in ${ASK_EVERY_MS / 1000} s`);
      await context.clock.sleep(ASK_EVERY_MS, context.signal);
    }
  }
}

/** One request, with the conductor's guards (signal, lease, stop file) and the resource's own looked at right before it. */
async function strike(context: DrillContext, known: KnownInstance, { store, automatedBackups }: Args): Promise<void> {
  const { access, identifier } = known;
  await context.effect({
    id: `3-disrupt/rds.delete-instance/${store}`,
    what: `delete database instance ${identifier} without a final snapshot, ${automatedBackups} its automated backups`,
    destructive: true,
    probe: async () => (isGoing(await describeInstance(access, identifier)) ? { instance: identifier } : undefined),
    act: async () => {
      await deleteKnownInstance(known, { SkipFinalSnapshot: true, DeleteAutomatedBackups: automatedBackups === 'delete' }, (instance) => mayGo(context, instance));
      return { instance: identifier };
    },
  });
}

/** The instance that the safety copy was made of: no other is deleted, whatever its name. */
async function meant(context: DrillContext, access: AwsAccess, store: string): Promise<string> {
  const places = safetyPlaces(context, store);
  if (!(await hasSafetyDocument(access, places))) throw refusal('fault.no-safety-copy', `s3://${places.bucket}/${places.settings} does not exist: there is no safety copy of ${store}, so nothing may be destroyed`);
  return (await readSafetyDocument(access, places)).resourceId;
}

/** Its owner may have changed the mind since the plan was made. */
function mayGo({ config }: DrillContext, instance: DBInstance): void {
  const { key, value } = config.guards.optInTag;
  const name = instance.DBInstanceIdentifier ?? '';
  if (key === '' || value === '' || tagsOf(instance)[key] !== value) throw refusal('guard.opt-in-tag', `${name} is no longer tagged ${key}=${value}: its owner does not allow drills, and it is not deleted`);
  if (instance.DeletionProtection === true) throw refusal('guard.deletion-protection', `${name} has deletion protection on by now: a drill never switches it off`);
}

const ASK_EVERY_MS = 15_000;
const MOST_ASKS = 5;
const MOST_LOOKS = 40;

/** RDS deletes no instance that is busy (a backup window): waits up to ten minutes, before anything is intended. */
async function awaitIdle(context: DrillContext, known: KnownInstance): Promise<KnownInstance> {
  const { access, identifier } = known;
  let status = '';
  for (let look = 1; look <= MOST_LOOKS; look += 1) {
    const instance = await describeInstance(access, identifier);
    if (isGoing(instance)) return known;
    mustBe(known, instance);
    mayGo(context, instance);
    if (instance.DBInstanceStatus === 'available') return known;
    if (instance.DBInstanceStatus !== status) context.say(`${identifier} is ${instance.DBInstanceStatus ?? 'busy'}: waiting until it is available`);
    status = instance.DBInstanceStatus ?? '';
    await context.clock.sleep(ASK_EVERY_MS, context.signal);
  }
  throw new RedrillError('fault.not-deleted', `${identifier} is still ${status} after ${(MOST_LOOKS * ASK_EVERY_MS) / 60_000} minutes: RDS deletes only an instance that is available`, { actor: 'platform' });
}

const LOOK_MS = 5000;

/** As a user: does the database that the pointer names answer? Broken only when RDS also says that the instance goes or is gone. */
async function observe(context: DrillContext, { store }: Args): Promise<{ readonly broken: boolean | null; readonly harmed?: boolean; readonly detail: string }> {
  const { resource, region, pointer } = context.binding(store);
  const access = context.targets.access('platform-app', region);
  try {
    const answer = await ask(access, pointer);
    const instance = await describeInstance(access, resource);
    const going = instance === null || instance.DBInstanceStatus === 'deleting';
    const status = instance?.DBInstanceStatus ?? 'gone (DBInstanceNotFound)';
    if (answer === 'answers') return { broken: false, harmed: going, detail: `the database answers, ${resource} is ${status}` };
    return { broken: going ? true : null, detail: `the database does not answer (${answer}), ${resource} is ${status}` };
  } catch (error) {
    return { broken: null, detail: `looking at ${resource} failed: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** `answers`, or the code with which the connection failed. A pointer or secret that cannot be read says nothing about the database. */
async function ask(access: AwsAccess, pointer: string): Promise<string> {
  try {
    await withDatabaseByPointer({ access, pointer, connectMs: LOOK_MS, statementMs: LOOK_MS }, (database) => database.query('select 1'));
    return 'answers';
  } catch (error) {
    if (error instanceof RedrillError && error.code.startsWith('pg.')) return error.code;
    throw error;
  }
}
