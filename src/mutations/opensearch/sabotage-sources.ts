import type { DrillContext } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { sourcesOf } from '#stores/opensearch/source-files';
import { BEACON_PREFIX } from '#stores/s3/beacon-keys';
import type { S3Store } from '#stores/s3/s3-store';
import { historyByKey } from '#stores/s3/version-history';
import type { KeyHistory } from '#stores/s3/version-history';
import { withStore } from '#stores/s3/with-s3';

export interface Sources {
  readonly context: DrillContext;
  readonly s3: S3Store;
  readonly bucket: string;
  readonly prefix: string;
}

export interface SourceSabotage {
  /** Of the mutation. */
  readonly id: string;
  readonly what: string;
  /** The files to cover; throws where there are none. */
  choose(sources: Sources): Promise<readonly KeyHistory[]>;
  /** What is put over a file, or that a delete marker is. */
  readonly cover: 'delete' | ((body: Buffer) => Buffer);
  told(files: number): string;
}

/** The files that are covered, each with the version that was newest then. */
interface Plan {
  readonly deletes: boolean;
  readonly files: Readonly<Record<string, string>>;
}

/** What was put on top of them: by key the version, which alone is taken away again. */
interface Covered {
  readonly told: string;
  readonly made: Readonly<Record<string, string>>;
}

/** Sabotages source files by putting something on top of them. The files are settled and journalled first, then the versions that covered them. */
export async function sabotageSources(context: DrillContext, store: StoreConfig, sabotage: SourceSabotage): Promise<string> {
  const { resource: bucket, prefix, region } = sourcesOf(store);
  const effect = effectOf(store, sabotage.id);
  return withStore(context.targets.access('platform-admin', region), async (s3) => {
    const sources: Sources = { context, s3, bucket, prefix };
    const plan = await context.effect<Plan>({
      id: `${effect}/files`,
      what: 'choose the source files to cover',
      destructive: false,
      // Nothing has changed yet: choosing again is free.
      probe: async () => undefined,
      act: async () => ({ deletes: sabotage.cover === 'delete', files: Object.fromEntries((await sabotage.choose(sources)).map(({ key, versions }) => [key, versions[0]?.versionId ?? ''])) }),
    });
    const { told } = await context.effect<Covered>({
      id: effect,
      what: sabotage.what,
      destructive: true,
      // What an attempt before has covered is found again by `act`.
      probe: async () => undefined,
      act: async () => {
        const before = await coversOf(sources, plan);
        await cover(sources, Object.keys(plan.files).filter((key) => before[key] === undefined), sabotage.cover);
        return { told: sabotage.told(Object.keys(plan.files).length), made: await coversOf(sources, plan) };
      },
    });
    return told;
  });
}

/** Takes away what a sabotage put on top, and nothing else: what users wrote or deleted since stays as they left it. */
export async function uncoverSources(context: DrillContext, store: StoreConfig, id: string): Promise<void> {
  const effect = effectOf(store, id);
  const [planned, covered] = [`${effect}/files`, effect].map((one) => context.effects().find((known) => known.id === one));
  // Without the second intent nothing was covered yet.
  if (planned?.done !== true || covered === undefined) return;
  const { resource: bucket, prefix, region } = sourcesOf(store);
  await withStore(context.targets.access('platform-admin', region), async (s3) => {
    const made = covered.done ? (covered.result as Covered).made : await coversOf({ context, s3, bucket, prefix }, planned.result as Plan);
    const { failed } = await s3.deleteMany(bucket, each(Object.entries(made).map(([key, versionId]) => ({ key, versionId }))), { signal: context.signal });
    if (failed.length > 0) throw new RedrillError('mutation.not-undone', `${failed.length} versions of ${bucket} could not be deleted; first: ${failed[0]?.code}`, { actor: 'platform' });
  });
}

/** The files that are there now. */
export async function* livingSources({ s3, bucket, prefix, context }: Sources): AsyncGenerator<KeyHistory> {
  for await (const history of historyByKey(s3.listVersions(bucket, { prefix, signal: context.signal }))) if (history.versions[0]?.marker === false) yield history;
}

/** Whether a file is that of a mark. */
export function isMark({ prefix }: Pick<Sources, 'prefix'>, key: string): boolean {
  return key.startsWith(`${prefix}${BEACON_PREFIX}`);
}

function effectOf(store: StoreConfig, id: string): string {
  return `3-disrupt/mutation/${id}/${store.id}`;
}

/** Metadata by which a version that covers a file is known. */
const OURS = 'redrill-sabotage';

async function cover({ s3, bucket, context }: Sources, keys: readonly string[], how: SourceSabotage['cover']): Promise<void> {
  async function* covers(body: (of: Buffer) => Buffer): AsyncGenerator<{ ref: { bucket: string; key: string }; body: Buffer; metadata: Readonly<Record<string, string>> }> {
    for (const key of keys) yield { ref: { bucket, key }, body: body((await s3.get({ bucket, key })).body), metadata: { [OURS]: context.run.id } };
  }
  const { failed } = how === 'delete' ? await s3.deleteMany(bucket, each(keys.map((key) => ({ key }))), { signal: context.signal }) : await s3.putMany(covers(how), { signal: context.signal });
  if (failed.length > 0) throw new RedrillError('mutation.not-applied', `${failed.length} files of ${bucket} could not be covered; first: ${failed[0]?.code}`, { actor: 'platform' });
}

/** By key the version that covers a planned file: above the one that was newest, the first that is a delete marker, or that says of itself to be ours. */
async function coversOf({ s3, bucket, prefix, context }: Sources, { deletes, files }: Plan): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for await (const { key, versions } of historyByKey(s3.listVersions(bucket, { prefix, signal: context.signal }))) {
    const at = versions.findIndex(({ versionId }) => versionId === files[key]);
    for (const { versionId, marker } of versions.slice(0, Math.max(0, at)).toReversed()) {
      if (found[key] !== undefined || marker !== deletes) continue;
      if (deletes || (await s3.head({ bucket, key, versionId }))?.metadata[`x-amz-meta-${OURS}`] === context.run.id) found[key] = versionId;
    }
  }
  return found;
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
