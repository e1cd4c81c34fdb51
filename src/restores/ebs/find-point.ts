import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { microsOf } from '#kit/time';
import { homeOf } from '#stores/backup/home-of';
import { newestCompleted } from '#stores/backup/newest-point';
import { pointsInVault } from '#stores/backup/points-in-vault';
import { ownVaultOf } from '#stores/backup/serving-vault';
import { volumeArn } from '#stores/ebs/describe-volume';
import { incidentStart } from '../s3/incident-start.ts';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/** Finds the newest recovery point of the volume that AWS Backup had completed before the incident began. */
export const findPoint: StepModule<Args> = { id: 'ebs.find-point', with: args, marks: 'decide', effects: [], run };

async function run(context: DrillContext, { store }: Args): Promise<StepResult> {
  const vault = ownVaultOf(context.store(store));
  const lost = homeOf(context, store);
  const began = incidentStart(context);
  const points = await pointsInVault(context, vault, { arn: volumeArn(lost), principal: 'drill-restorer' });
  const point = newestCompleted(points, microsOf(began));
  if (point === null) throw new RedrillError('restore.no-clean-point', `none of the ${points.length} recovery points of ${lost.resource} in vault ${vault.resource} was completed before ${began}: there is nothing clean to restore ${store} from`, { actor: 'platform' });
  if (point.message !== null) context.say(`the recovery point ${point.arn} says: ${point.message}`);
  return { outputs: { point: point.arn, vault: vault.resource, createdAt: point.createdAt, completedAt: point.completedAt, sizeBytes: point.sizeBytes, warning: point.message, claimedUntil: point.createdAt } };
}
