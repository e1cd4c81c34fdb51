import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { microsOf } from '#kit/time';
import { newestCompleted } from '#stores/backup/newest-point';
import { pointDetail } from '#stores/backup/point-detail';
import type { VaultPoint } from '#stores/backup/vault-points';
import { vaultPoints } from '#stores/backup/vault-points';
import { ownVaultOf } from '#stores/backup/serving-vault';
import { withBackup } from '#stores/backup/with-backup';
import { incidentStart } from './incident-start.ts';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/** Finds the newest recovery point of the bucket that AWS Backup had completed before the incident began. */
export const findBackupPoint: StepModule<Args> = { id: 's3.find-backup-point', with: args, marks: 'decide', effects: [], run };

async function run(context: DrillContext, { store }: Args): Promise<StepResult> {
  const vault = ownVaultOf(context.store(store));
  const began = microsOf(incidentStart(context));
  const bucketArn = `arn:aws:s3:::${context.binding(store).resource}`;
  return withBackup(context.targets.access('drill-restorer', vault.region), async (client) => {
    const points: VaultPoint[] = [];
    for await (const point of vaultPoints(client, vault.resource, bucketArn)) points.push(point);
    const clean = newestCompleted(points, began);
    if (clean === null) throw new RedrillError('restore.no-clean-point', `none of the ${points.length} recovery points of ${bucketArn} in vault ${vault.resource} was completed before ${context.struckAt}: there is nothing clean to restore ${store} from`, { actor: 'platform' });
    const { leftOut } = await pointDetail(client, vault.resource, clean.arn);
    if (leftOut !== null) context.say(`the backup of ${clean.createdAt} is COMPLETED with a message: ${leftOut}`);
    return { outputs: { vault: vault.resource, point: clean.arn, createdAt: clean.createdAt, completedAt: clean.completedAt, bytes: clean.sizeBytes, madeBy: clean.planId === null ? 'other' : 'schedule', message: leftOut, pointsSince: points.filter(({ createdAt }) => microsOf(createdAt) >= began).length } };
  });
}
