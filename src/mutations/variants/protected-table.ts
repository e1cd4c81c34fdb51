import type { AwsAccess } from '#contract/aws';
import type { DrillContext, VariantModule } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { awaitActive } from '#stores/dynamodb/await-table';
import { describeTable } from '#stores/dynamodb/describe-table';
import { dynamodbSdk, withTables } from '#stores/dynamodb/with-dynamodb';

/** Deletion protection is on: the fault could not happen, and the drill must end refused instead of switching it off. */
export const protectedTable: VariantModule = {
  id: 'protected',
  scenario: 'dynamodb-table-loss',
  title: 'deletion protection is on, and the drill is refused',
  arrange: async (context, store) => {
    const { resource, wasOn } = await before(context, store);
    if (wasOn) return `deletion protection of ${resource} is on already`;
    await context.effect({
      id: effectOf(store),
      what: `switch deletion protection of ${resource} on`,
      destructive: false,
      // Switching it on twice comes to the same.
      probe: async () => undefined,
      act: async () => {
        await protect(context, { access: admin(context, store), resource, on: true });
        return { table: resource };
      },
    });
    return `deletion protection of ${resource} is on`;
  },
  // What its owner had switched on stays on, and what nothing of this run has touched stays as it is.
  undo: async (context, store) => {
    if (!context.effects().some(({ id }) => id === effectOf(store))) return;
    const { resource, wasOn } = await before(context, store);
    if (!wasOn) await protect(context, { access: admin(context, store), resource, on: false });
  },
};

interface Before {
  readonly resource: string;
  readonly wasOn: boolean;
}

/** Settled in an effect of its own before anything is switched, so that a kill in between cannot make our doing look like the owner's. */
function before(context: DrillContext, store: StoreConfig): Promise<Before> {
  const { resource } = context.binding(store.id);
  return context.effect<Before>({
    id: `${effectOf(store)}/before`,
    what: `look whether deletion protection of ${resource} is on`,
    destructive: false,
    // Nothing has changed yet: looking again is free.
    probe: async () => undefined,
    act: async () => ({ resource, wasOn: (await describeTable(admin(context, store), resource))?.DeletionProtectionEnabled === true }),
  });
}

function effectOf({ id }: StoreConfig): string {
  return `1-prepare/variant/protected/${id}`;
}

function admin(context: DrillContext, { id }: StoreConfig): AwsAccess {
  return context.targets.access('platform-admin', context.binding(id).region);
}

async function protect(context: DrillContext, { access, resource, on }: { readonly access: AwsAccess; readonly resource: string; readonly on: boolean }): Promise<void> {
  const table = await describeTable(access, resource);
  if (table === null || table.DeletionProtectionEnabled === on) return;
  await withTables(access, (client) => client.send(new (dynamodbSdk().UpdateTableCommand)({ TableName: resource, DeletionProtectionEnabled: on })));
  await awaitActive(context, access, resource);
}
