import type { DrillContext } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { sourcesOf } from '#stores/opensearch/source-files';
import { BEACON_PREFIX } from '#stores/s3/beacon-keys';
import type { S3Store } from '#stores/s3/s3-store';
import { historyByKey } from '#stores/s3/version-history';
import type { KeyHistory } from '#stores/s3/version-history';
import { withStore } from '#stores/s3/with-s3';

export interface SourceSabotage {
  readonly context: DrillContext;
  readonly s3: S3Store;
  readonly bucket: string;
  readonly prefix: string;
  /** A killed attempt came before: it may have done all of it. */
  readonly again: boolean;
}

/** Sabotages the source files as one journalled effect; every one of them only puts something on top, which `undo` takes away again. */
export async function sabotageSources(context: DrillContext, store: StoreConfig, input: { readonly id: string; readonly what: string; act(sabotage: SourceSabotage): Promise<string> }): Promise<string> {
  const { resource: bucket, prefix, region } = sourcesOf(store);
  let again = false;
  return withStore(context.targets.access('drill-operator', region), (s3) => context.effect<string>({
    id: `3-disrupt/mutation/${input.id}/${store.id}`,
    what: input.what,
    destructive: true,
    // Doing it twice comes to the same, so nobody needs to know whether it was done; only that nothing may be left to do.
    probe: async () => {
      again = true;
      return undefined;
    },
    act: () => input.act({ context, s3, bucket, prefix, again }),
  }));
}

/** Source files are written once: a second version, or a delete marker, was put there by a sabotage of ours. Takes all of them away. */
export async function uncoverSources(context: DrillContext, store: StoreConfig): Promise<void> {
  const { resource: bucket, prefix, region } = sourcesOf(store);
  await withStore(context.targets.access('drill-operator', region), async (s3) => {
    async function* covers(): AsyncGenerator<{ key: string; versionId: string }> {
      for await (const { versions } of historyByKey(s3.listVersions(bucket, { prefix, signal: context.signal }))) for (const { key, versionId } of versions.slice(0, -1)) yield { key, versionId };
    }
    const { failed } = await s3.deleteMany(bucket, covers(), { signal: context.signal });
    if (failed.length > 0) throw new RedrillError('mutation.not-undone', `${failed.length} versions of ${bucket} could not be deleted; first: ${failed[0]?.code}`, { actor: 'platform' });
  });
}

/** The files that are there now. */
export async function* livingSources({ s3, bucket, prefix, context }: SourceSabotage): AsyncGenerator<KeyHistory> {
  for await (const history of historyByKey(s3.listVersions(bucket, { prefix, signal: context.signal }))) if (history.versions[0]?.marker === false) yield history;
}

/** Whether a file is that of a mark. */
export function isMark({ prefix }: Pick<SourceSabotage, 'prefix'>, key: string): boolean {
  return key.startsWith(`${prefix}${BEACON_PREFIX}`);
}
