import type { DrillContext, StepResult } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { restoreMetadata } from '#stores/backup/restore-metadata';
import { restoreVault } from '#stores/backup/restore-vault';
import { awaitRestoreJob, restoreJobRuns, startRestoreJob } from '#stores/backup/run-restore-job';
import { awaitAvailable } from '#stores/rds/await-instance';
import { loadInstanceDefinition } from '#stores/rds/load-instance-definition';
import { chooseIdentifier, type Place } from './choose-identifier.ts';
import type { MetadataInput } from './metadata-for.ts';
import { noteMade } from './note-made.ts';

export interface JobInput {
  /** Id of the step, part of its effects' ids. */
  readonly step: string;
  readonly store: string;
  /** ARN of the recovery point. */
  readonly point: string;
  /** The vault that holds it, where that is not the one that the run relies on. */
  readonly vault?: string | undefined;
  readonly definition: string;
  /** Name of the role that AWS Backup acts as. */
  readonly role: string;
  readonly place: Place;
  /** The moment up to which the provider says the point holds everything; asked before the restore begins. */
  claimedUntil(): Promise<string | null>;
  metadata(input: MetadataInput): Readonly<Record<string, string>>;
}

/**
 * Restores an instance through AWS Backup and waits for it. Resumable at every point: the name and the idempotency token are settled first,
 * the same token gives the same job, and waiting changes nothing.
 */
export async function restoreByJob(context: DrillContext, input: JobInput): Promise<StepResult> {
  const { store, point } = input;
  const { region, account } = context.binding(store);
  const access = context.targets.access('drill-restorer', region);
  const vault = restoreVault(context, store, input.vault);
  const wanted = loadInstanceDefinition(context, input.definition);
  const { identifier, token } = await chooseIdentifier(context, input.step, input);
  const { job, claimedUntil } = await context.effect({
    id: `4-recover/${input.step}/${store}`,
    what: `restore ${point} as ${identifier} through AWS Backup`,
    destructive: false,
    // The same idempotency token gives the same job, so asking again is the look.
    probe: async () => undefined,
    act: async () => {
      const metadata = input.metadata({ fetched: await restoreMetadata(access, vault, point), identifier, wanted, region });
      const until = await input.claimedUntil();
      return { job: await startRestoreJob(access, { point, metadata, roleArn: `arn:aws:iam::${account}:role/${input.role}`, token }), claimedUntil: until };
    },
  });
  await noteMade(context, access, { step: input.step, store, identifier, stillComing: () => restoreJobRuns(access, job) });
  const { createdArn, warning } = await awaitRestoreJob(context, access, job);
  if (createdArn !== null && !createdArn.endsWith(`:db:${identifier}`)) throw new RedrillError('restore.wrong-resource', `restore job ${job} made ${createdArn}, expected the instance ${identifier}`, { actor: 'platform' });
  if (warning !== null) context.say(`restore job ${job} is COMPLETED, and says: ${warning}`);
  await awaitAvailable(context, access, identifier);
  return { outputs: { job, instance: identifier, point, warning, claimedUntil }, binds: { store, resource: identifier } };
}
