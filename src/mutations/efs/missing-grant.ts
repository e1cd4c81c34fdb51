import type { MutationModule } from '#contract/modules';
import { ownVaultOf } from '#stores/backup/serving-vault';
import { allowRestore, denyRestore, restorers } from '../vault-grant.ts';
import { saboteur } from './vault-content.ts';

/** The points are perfect, and the role that should restore them may not. */
export const missingGrant: MutationModule = {
  id: 'missing-grant',
  service: 'efs',
  kind: 'backup',
  title: 'the restore role may not restore from the vault',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.step' },
  sabotage: (context, store) => context.effect<string>({
    id: `3-disrupt/mutation/missing-grant/${store.id}`,
    what: `deny the restore role the points of vault ${ownVaultOf(store).resource}`,
    destructive: true,
    // Setting the same policy twice comes to the same.
    probe: async () => undefined,
    act: async () => {
      await denyRestore(saboteur(context, ownVaultOf(store)), ownVaultOf(store).resource, restorers(context, store));
      return `the access policy of vault ${ownVaultOf(store).resource} denies drill-restorer every restore`;
    },
  }),
  undo: (context, store) => allowRestore(saboteur(context, ownVaultOf(store)), ownVaultOf(store).resource),
};
