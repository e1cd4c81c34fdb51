import type { AwsAccess } from '#contract/aws';
import type { StoreConfig } from '#contract/config.schema';
import type { DrillContext } from '#contract/modules';
import { RedrillError, usageError } from '#kit/redrill-error';
import { microsOf } from '#kit/time';
import { vaultPoints } from '#stores/backup/vault-points';
import type { VaultPoint } from '#stores/backup/vault-points';
import { ownVaultOf } from '#stores/backup/serving-vault';
import type { VaultConfig } from '#stores/backup/backup-of';
import { withBackup } from '#stores/backup/with-backup';

export interface VaultSabotage {
  readonly context: DrillContext;
  readonly store: StoreConfig;
  readonly access: AwsAccess;
  readonly vault: VaultConfig;
  readonly bucketArn: string;
  /** A killed attempt came before: it may have done all of it. */
  readonly again: boolean;
}

/** Sabotages what AWS Backup holds of a bucket as one journalled effect, as the operator of the account. */
export async function sabotageVault(context: DrillContext, store: StoreConfig, input: { readonly id: string; readonly what: string; act(sabotage: VaultSabotage): Promise<string> }): Promise<string> {
  const vault = ownVaultOf(store);
  let again = false;
  return context.effect<string>({
    id: `3-disrupt/mutation/${input.id}/${store.id}`,
    what: input.what,
    destructive: true,
    // Doing it twice comes to the same, so nobody needs to know whether it was done; only that nothing may be left to do.
    probe: async () => {
      again = true;
      return undefined;
    },
    act: () => input.act({ context, store, access: operator(context, vault), vault, bucketArn: `arn:aws:s3:::${context.binding(store.id).resource}`, again }),
  });
}

/** Who may spoil a vault: the operator of its account. */
export function operator(context: DrillContext, { region }: VaultConfig): AwsAccess {
  return context.targets.access('platform-admin', region);
}

/** The completed points of the bucket, oldest first. */
export async function completedPoints({ access, vault, bucketArn }: VaultSabotage): Promise<readonly VaultPoint[]> {
  const points: VaultPoint[] = [];
  await withBackup(access, async (client) => {
    for await (const point of vaultPoints(client, vault.resource, bucketArn)) if (point.status === 'COMPLETED' && !point.continuous) points.push(point);
  });
  if (points.length === 0) throw new RedrillError('mutation.no-point', `vault ${vault.resource} holds no completed point of ${bucketArn}: there is nothing to spoil`, { actor: 'platform' });
  return points.sort((a, b) => microsOf(a.createdAt) - microsOf(b.createdAt));
}

/** Damages every point of the bucket below the API: what AWS Backup says of them stays as it was. */
export function damagePoints(context: DrillContext, store: StoreConfig, { id, mode, effect }: { readonly id: string; readonly mode: 'empty' | 'truncate'; readonly effect: string }): Promise<string> {
  const { control } = context.targets;
  if (control === null) throw usageError('mutation.no-control', `${id} damages recovery points below the API, which only the sandbox can do`);
  return sabotageVault(context, store, {
    id,
    what: `damage every recovery point of ${store.resource} below the API`,
    act: async (sabotage) => {
      const points = await completedPoints(sabotage);
      for (const { arn } of points) await control.call('damage-recovery-point', { recoveryPointArn: arn, mode });
      return `${points.length} recovery points ${effect}, and AWS Backup still says COMPLETED`;
    },
  });
}
