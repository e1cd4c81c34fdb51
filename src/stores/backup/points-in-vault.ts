import type { Principal } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import type { VaultConfig } from './backup-of.ts';
import { vaultPoints, type VaultPoint } from './vault-points.ts';
import { withBackup } from './with-backup.ts';

/** The points that a vault holds of a resource, asked in the region where the vault lies; copies keep the ARN of what they were made of. */
export async function pointsInVault(context: Pick<DrillContext, 'targets'>, { resource, region }: Pick<VaultConfig, 'resource' | 'region'>, { arn, principal }: { readonly arn: string; readonly principal: Principal }): Promise<readonly VaultPoint[]> {
  const points: VaultPoint[] = [];
  await withBackup(context.targets.access(principal, region), async (client) => {
    for await (const point of vaultPoints(client, resource, arn)) points.push(point);
  });
  return points;
}
