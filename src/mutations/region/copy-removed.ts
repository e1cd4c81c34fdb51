import type { DrillContext, MutationModule } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { vaultOf } from '#stores/backup/backup-of';
import { deletePoint } from '#stores/backup/delete-point';
import { homeOf } from '#stores/backup/home-of';
import { newestCompleted } from '#stores/backup/newest-point';
import { pointsInVault } from '#stores/backup/points-in-vault';
import { resourceArn } from '#stores/backup/resource-arn';
import { unfitWithoutCopy } from './unfit.ts';

/** The copy that the documents count on is not there when it is needed; the one before it is. */
export const copyRemoved: MutationModule = {
  id: 'copy-removed',
  service: 'region',
  kind: 'backup',
  title: 'the newest copy in the other region is deleted right before the strike',
  expect: { verdict: 'fail-objective', reasonCode: 'rpo-missed.documented.strike' },
  unfit: unfitWithoutCopy,
  sabotage,
};

async function sabotage(context: DrillContext, store: StoreConfig): Promise<string> {
  const vault = vaultOf(store);
  const effect = `3-disrupt/mutation/copy-removed/${store.id}`;
  const admin = context.targets.access('platform-admin', vault.region);
  // Settled before anything is deleted, so that a second try does not take the next one.
  const { arn, createdAt } = await context.effect({
    id: `${effect}/point`,
    what: 'choose the copy to delete',
    destructive: false,
    // Nothing has changed yet: choosing again is free.
    probe: async () => undefined,
    act: async () => {
      const points = await pointsInVault(context, vault, { arn: resourceArn(store, homeOf(context, store.id)), principal: 'platform-admin' });
      const newest = newestCompleted(points, context.clock.nowMicros());
      if (newest === null || points.length < 2) throw new RedrillError('mutation.nothing-to-spoil', `vault ${vault.resource} in ${vault.region} holds ${points.length} points of ${store.id}: two are needed, so that an older one serves`, { actor: 'platform' });
      return { arn: newest.arn, createdAt: newest.createdAt };
    },
  });
  return context.effect<string>({
    id: effect,
    what: `delete the copy ${arn}`,
    destructive: true,
    // What is gone already is not deleted twice.
    probe: async () => undefined,
    act: async () => {
      await deletePoint(admin, vault.resource, arn);
      return `the copy of ${createdAt} in vault ${vault.resource} of ${vault.region} is gone`;
    },
  });
}
