import type { DrillContext, VariantModule } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { vaultOf } from '#stores/backup/backup-of';
import { deletePoint } from '#stores/backup/delete-point';
import { homeOf } from '#stores/backup/home-of';
import { pointsInVault } from '#stores/backup/points-in-vault';
import { resourceArn } from '#stores/backup/resource-arn';

/** One store is in the plan and was never in its copies: the vault at home is full, and the other region has nothing of it. */
export const neverCopied: VariantModule = {
  id: 'never-copied',
  scenario: 'region-outage',
  title: 'one store has never been copied to the other region',
  arrange: (context, store) => without(context, store, '1-prepare'),
  // What has arrived since is taken away as well; the schedule makes no more before the strike.
  prepare: (context, store) => without(context, store, '2-baseline'),
};

async function without(context: DrillContext, store: StoreConfig, phase: string): Promise<string> {
  const vault = vaultOf(store);
  const { gone } = await context.effect({
    id: `${phase}/variant/never-copied/${store.id}`,
    what: `delete every point of ${store.id} in vault ${vault.resource} of ${vault.region}`,
    destructive: true,
    // What is gone already is not in the list any more.
    probe: async () => undefined,
    act: async () => {
      const points = await pointsInVault(context, vault, { arn: resourceArn(store, homeOf(context, store.id)), principal: 'platform-admin' });
      for (const { arn } of points) await deletePoint(context.targets.access('platform-admin', vault.region), vault.resource, arn);
      return { gone: points.length };
    },
  });
  return `${gone} points of ${store.id} in vault ${vault.resource} of ${vault.region} are gone`;
}
