import { z } from 'zod';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { automatedBackups, type AutomatedBackup } from '#stores/rds/automated-backups';
import { awaitAvailable } from '#stores/rds/await-instance';
import { dateOfMicros } from '#kit/dates';
import { microsOf } from '#kit/time';
import { describeInstance } from '#stores/rds/describe-instance';
import { loadInstanceDefinition } from '#stores/rds/load-instance-definition';
import { rdsCode } from '#stores/rds/rds-code';
import { restoreInput } from '#stores/rds/restore-input';
import { rdsSdk, withRds } from '#stores/rds/with-rds';
import { chooseIdentifier, placeSchema } from './choose-identifier.ts';
import { noteMade } from './note-made.ts';

const args = z.strictObject({
  store: z.string(),
  definition: z.string(),
  /** Moment to restore to (ISO, UTC); the newest that the backups hold where it is not given. */
  to: z.iso.datetime().optional(),
  place: placeSchema,
});
type Args = z.output<typeof args>;

/** Restores from the automated backups that the deletion left behind, and waits until the instance is available. */
export const restoreRetained: StepModule<Args> = { id: 'rds.restore-retained', with: args, marks: 'restore', effects: ['rds:RestoreDBInstanceToPointInTime'], run };

async function run(context: DrillContext, input: Args): Promise<StepResult> {
  const { resource, region } = context.binding(input.store);
  const access = context.targets.access('drill-restorer', region);
  const { identifier } = await chooseIdentifier(context, restoreRetained.id, { ...input, afterDeletion: true });
  const { claimedUntil, source } = await context.effect({
    id: `4-recover/${restoreRetained.id}/${input.store}`,
    what: `restore the retained automated backups of ${resource} as ${identifier}`,
    destructive: false,
    // Which backups and up to when is looked up again by act, which finds an instance that is there already.
    probe: async () => undefined,
    act: async () => {
      const kept = newestKept(await automatedBackups(access, resource), resource);
      await request(context, { access, identifier, kept, input });
      return { source: kept.resourceId, claimedUntil: input.to ?? kept.latest };
    },
  });
  await noteMade(context, access, { step: restoreRetained.id, store: input.store, identifier, stillComing: async () => false });
  await awaitAvailable(context, access, identifier);
  return { outputs: { instance: identifier, point: source, claimedUntil }, binds: { store: input.store, resource: identifier } };
}

/** Instances of one name that followed each other leave backups of each: the last one's are meant. */
function newestKept(backups: readonly AutomatedBackup[], identifier: string): AutomatedBackup {
  const kept = backups.filter(({ status, latest }) => status === 'retained' && latest !== null).sort((a, b) => String(a.latest).localeCompare(String(b.latest))).at(-1);
  if (kept === undefined) throw new RedrillError('restore.nothing-retained', `RDS keeps no retained automated backups of ${identifier}: the deletion took them along. Restore from the vault instead`, { actor: 'platform' });
  return kept;
}

interface Request {
  readonly access: AwsAccess;
  readonly identifier: string;
  readonly kept: AutomatedBackup;
  readonly input: Args;
}

/** The name was free when it was chosen, so an instance that has it now is ours. */
async function request(context: DrillContext, { access, identifier, kept, input }: Request): Promise<void> {
  if (await describeInstance(access, identifier)) return;
  const moment = input.to === undefined ? { UseLatestRestorableTime: true } : { RestoreTime: dateOfMicros(microsOf(input.to)) };
  try {
    await withRds(access, (client) => client.send(new (rdsSdk().RestoreDBInstanceToPointInTimeCommand)({ SourceDbiResourceId: kept.resourceId, TargetDBInstanceIdentifier: identifier, ...moment, ...restoreInput(loadInstanceDefinition(context, input.definition)) })));
  } catch (error) {
    if (rdsCode(error) !== 'DBInstanceAlreadyExists') throw error;
  }
}
