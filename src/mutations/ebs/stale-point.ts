import type { DrillContext, MutationModule } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { microsOf } from '#kit/time';
import { ownVaultOf } from '#stores/backup/serving-vault';
import { pointsInVault } from '#stores/ebs/points-in-vault';
import { unfitWithoutVault } from './unfit.ts';
import { removePoint } from './vault-content.ts';

/** The plan stopped days ago and nobody noticed: only its oldest point is left. */
export const stalePoint: MutationModule = {
  id: 'stale-point',
  service: 'ebs',
  kind: 'backup',
  title: 'all but the oldest completed point never happened',
  expect: { verdict: 'fail-objective', reasonCode: 'rpo-missed.documented.strike' },
  unfit: unfitWithoutVault,
  sabotage,
};

function sabotage(context: DrillContext, store: StoreConfig): Promise<string> {
  let again = false;
  return context.effect<string>({
    id: `3-disrupt/mutation/stale-point/${store.id}`,
    what: `delete all points of ${context.binding(store.id).resource} in vault ${ownVaultOf(store).resource} but the oldest`,
    destructive: true,
    // Deleting the rest of them comes to the same; only at the first try nothing to delete means that nothing is sabotaged.
    probe: async () => {
      again = true;
      return undefined;
    },
    act: () => deleteNewer(context, store, again),
  });
}

async function deleteNewer(context: DrillContext, store: StoreConfig, again: boolean): Promise<string> {
  const vault = ownVaultOf(store);
  const [oldest, ...newer] = (await pointsInVault(context, store, 'platform-admin')).filter(({ status }) => status === 'COMPLETED').sort((a, b) => microsOf(a.createdAt) - microsOf(b.createdAt));
  if (oldest === undefined) throw new RedrillError('mutation.no-point', `vault ${vault.resource} holds no completed point of ${store.id}: there is nothing to make stale`, { actor: 'platform' });
  if (newer.length === 0 && !again) throw new RedrillError('mutation.nothing-to-spoil', `vault ${vault.resource} holds only one completed point of ${store.id}: it cannot be made stale`, { actor: 'platform' });
  for (const { arn } of newer) await removePoint(context, store, arn);
  return `${newer.length} points made after the one of ${oldest.createdAt} are gone`;
}
