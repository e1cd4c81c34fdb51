import type { DrillContext } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { copyOf, type CopyConfig } from '#stores/s3/copy-of';
import type { S3Store, VersionEntry } from '#stores/s3/s3-store';
import { withStore } from '#stores/s3/with-s3';

export interface Sabotage {
  readonly context: DrillContext;
  readonly s3: S3Store;
  readonly backup: CopyConfig;
  /** A killed attempt came before: it may have done all of it. */
  readonly again: boolean;
}

/** Sabotages the daily copy as one journalled effect, as the operator of the backup account. */
export async function sabotageCopy(context: DrillContext, store: StoreConfig, input: { readonly id: string; readonly what: string; act(sabotage: Sabotage): Promise<string> }): Promise<string> {
  const backup = copyOf(store);
  let again = false;
  return withStore(context.targets.access('backup-admin', backup.region), (s3) => context.effect<string>({
    id: `3-disrupt/mutation/${input.id}/${store.id}`,
    what: input.what,
    destructive: true,
    // Doing it twice comes to the same, so nobody needs to know whether it was done; only that nothing may be left to do.
    probe: async () => {
      again = true;
      return undefined;
    },
    act: () => input.act({ context, s3, backup, again }),
  }));
}

/** Deletes the chosen versions of the copy for good. */
export async function purge({ s3, backup, context, again }: Sabotage, choose: (entry: VersionEntry) => boolean): Promise<number> {
  async function* chosen(): AsyncGenerator<{ key: string; versionId: string }> {
    for await (const page of s3.listVersions(backup.resource, { signal: context.signal })) {
      for (const entry of page) if (choose(entry)) yield { key: entry.key, versionId: entry.versionId };
    }
  }
  const outcome = await s3.deleteMany(backup.resource, chosen(), { signal: context.signal });
  if (outcome.failed.length > 0) throw new RedrillError('mutation.not-applied', `${outcome.failed.length} versions of ${backup.resource} could not be deleted; first: ${outcome.failed[0]?.code}`, { actor: 'platform' });
  if (outcome.done === 0 && !again) throw new RedrillError('mutation.nothing-to-spoil', `nothing in ${backup.resource} matches this sabotage: a mutation that changes nothing proves nothing`, { actor: 'platform' });
  return outcome.done;
}
