import type { DrillContext, VariantModule } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { awaitAvailable } from '#stores/rds/await-instance';
import { describeInstance } from '#stores/rds/describe-instance';
import { rdsSdk, withRds } from '#stores/rds/with-rds';

/** Deletion protection is on: the fault could not happen, and the drill must end refused instead of switching it off. */
export const protectedInstance: VariantModule = {
  id: 'protected',
  scenario: 'rds-loss',
  title: 'deletion protection is on, and the drill is refused',
  arrange: async (context, store) => {
    const { resource } = context.binding(store.id);
    await context.effect({
      id: `1-prepare/variant/protected/${store.id}`,
      what: `switch deletion protection of ${resource} on`,
      destructive: false,
      // Switching it on twice comes to the same.
      probe: async () => undefined,
      act: async () => {
        await protect(context, store, true);
        return { instance: resource };
      },
    });
    return `deletion protection of ${resource} is on`;
  },
  undo: (context, store) => protect(context, store, false),
};

async function protect(context: DrillContext, store: StoreConfig, on: boolean): Promise<void> {
  const { resource, region } = context.binding(store.id);
  const access = context.targets.access('platform-admin', region);
  const instance = await describeInstance(access, resource);
  if (instance === null || instance.DeletionProtection === on) return;
  await withRds(access, (client) => client.send(new (rdsSdk().ModifyDBInstanceCommand)({ DBInstanceIdentifier: resource, DeletionProtection: on, ApplyImmediately: true })));
  await awaitAvailable(context, access, resource);
}
