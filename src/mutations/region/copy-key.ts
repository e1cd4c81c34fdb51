import type { DrillContext } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { vaultOf } from '#stores/backup/backup-of';
import { vaultKeyOf } from '#stores/backup/vault-key';
import { kmsClient } from '#targets/clients';

/** Disables the key that the copies of a store lie under, in one journalled effect; tells which. */
export async function disableCopyKey(context: DrillContext, store: StoreConfig, effect: string): Promise<string> {
  const vault = vaultOf(store);
  const admin = context.targets.access('platform-admin', vault.region);
  const { key } = await context.effect({
    id: effect,
    what: `disable the key of vault ${vault.resource} in ${vault.region}`,
    destructive: true,
    // Disabling it twice comes to the same.
    probe: async () => undefined,
    act: async () => {
      const arn = await vaultKeyOf(admin, vault.resource);
      await switchKey(context, vault.region, { arn, on: false });
      return { key: arn };
    },
  });
  return `the key ${key} is disabled: no copy in vault ${vault.resource} can be opened`;
}

/** Takes that back, and touches nothing where the effect was never begun. */
export async function enableCopyKey(context: DrillContext, store: StoreConfig, effect: string): Promise<void> {
  if (!context.effects().some(({ id }) => id === effect)) return;
  const vault = vaultOf(store);
  await switchKey(context, vault.region, { arn: await vaultKeyOf(context.targets.access('platform-admin', vault.region), vault.resource), on: true });
}

async function switchKey({ targets }: DrillContext, region: string, { arn, on }: { readonly arn: string; readonly on: boolean }): Promise<void> {
  const client = kmsClient(targets.access('platform-admin', region));
  try {
    const { DisableKeyCommand, EnableKeyCommand } = await import('@aws-sdk/client-kms');
    await client.send(on ? new EnableKeyCommand({ KeyId: arn }) : new DisableKeyCommand({ KeyId: arn }));
  } finally {
    client.destroy();
  }
}
