import type { DBInstance } from '@aws-sdk/client-rds';
import { z } from 'zod';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext, FaultModule } from '#contract/modules';
import type { TargetRef } from '#contract/events';
import { RedrillError } from '#kit/redrill-error';
import { databaseSize } from '#stores/rds/database-size';
import { describeInstance } from '#stores/rds/describe-instance';
import { withDatabaseByPointer } from '#stores/rds/open-by-pointer';
import { rdsCode } from '#stores/rds/rds-code';
import { secretName } from '#stores/rds/read-secret';
import { rdsSdk, withRds } from '#stores/rds/with-rds';

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
  await context.effect({
    id: `3-disrupt/rds.delete-instance/${store}`,
    what: `delete database instance ${resource} without a final snapshot, ${automatedBackups} its automated backups`,
    destructive: true,
    probe: async () => {
      const instance = await describeInstance(access, resource);
      return instance === null || instance.DBInstanceStatus === 'deleting' ? { instance: resource } : undefined;
    },
    act: async () => {
      await requestDeletion(context, { access, identifier: resource, deleteAutomatedBackups: automatedBackups === 'delete' });
      return { instance: resource };
    },
  });
}

const ASK_EVERY_MS = 15_000;
const MOST_ASKS = 40;

/** RDS refuses while the instance is busy (a backup window): asked again every 15 s for ten minutes. */
async function requestDeletion(context: DrillContext, { access, identifier, deleteAutomatedBackups }: { readonly access: AwsAccess; readonly identifier: string; readonly deleteAutomatedBackups: boolean }): Promise<void> {
  for (let ask = 1; ; ask += 1) {
    try {
      await withRds(access, (client) => client.send(new (rdsSdk().DeleteDBInstanceCommand)({ DBInstanceIdentifier: identifier, SkipFinalSnapshot: true, DeleteAutomatedBackups: deleteAutomatedBackups })));
      return;
    } catch (error) {
      const code = rdsCode(error);
      if (code === 'DBInstanceNotFound') return;
      if (code !== 'InvalidDBInstanceState' || ask >= MOST_ASKS) throw notDeleted(error, identifier);
      const instance = await describeInstance(access, identifier);
      if (instance === null || instance.DBInstanceStatus === 'deleting') return;
      if (ask === 1) context.say(`${identifier} is ${instance.DBInstanceStatus ?? 'busy'}: asking again every ${ASK_EVERY_MS / 1000} s`);
      await context.clock.sleep(ASK_EVERY_MS, context.signal);
    }
  }
}

function notDeleted(error: unknown, identifier: string): unknown {
  const code = rdsCode(error);
  return code === null ? error : new RedrillError('fault.not-deleted', `RDS did not delete ${identifier}: ${code}: ${error instanceof Error ? error.message : String(error)}`, { actor: 'platform', cause: error });
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
