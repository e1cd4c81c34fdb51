import { z } from 'zod';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { microsOf } from '#kit/time';
import { mergeSorted } from '#stores/s3/merge-sorted';
import { amountOf, planCopy, type PlannedCopy } from '#stores/s3/plan-copy';
import type { S3Store } from '#stores/s3/s3-store';
import { historyByKey } from '#stores/s3/version-history';
import { withStore } from '#stores/s3/with-s3';
import { readPointer } from '#targets/pointer';
import { changedAway, deletedAway } from './changed-away.ts';
import { switchEntry } from './switch-entry.ts';

const args = z.strictObject({
  store: z.string(),
  from: z.strictObject({ bucket: z.string(), region: z.string() }),
  /** Without a bucket: the one that the store's pointer of that region still names. */
  to: z.strictObject({ bucket: z.string().optional(), region: z.string() }),
  /** When users began to write in the other bucket (ISO); the moment at which this recovery led them there where it is not given. */
  since: z.string().optional(),
  /** One after the other in the order in which they were written there: where files build upon each other, the time at home must tell the same order. */
  inOrder: z.boolean().default(false),
  /** The bucket at home becomes the store's own again; not so where it only holds the source files of one. */
  bind: z.boolean().default(true),
});
type Args = z.output<typeof args>;

/** Brings home what users wrote and deleted in the other bucket. What only the bucket at home has stays: nothing of it is covered or deleted for being unknown elsewhere. */
export const copyBackChanges: StepModule<Args> = { id: 'region.copy-back-changes', with: args, marks: 'restore', effects: ['s3:GetObjectVersion', 's3:GetObjectVersionTagging', 's3:PutObject', 's3:PutObjectTagging', 's3:DeleteObject'], run };

interface Buckets {
  readonly away: S3Store;
  readonly home: S3Store;
  /** Name of the one at home. */
  readonly bucket: string;
  readonly sinceMicros: number | null;
}

async function run(context: DrillContext, input: Args): Promise<StepResult> {
  const { store, from, to, bind } = input;
  const access = (region: string): AwsAccess => context.targets.access('drill-restorer', region);
  const bucket = to.bucket ?? (await readPointer(access(to.region), context.store(store).pointer));
  if (bucket === null) throw new RedrillError('failback.no-pointer', `the parameter ${context.store(store).pointer} does not exist in ${to.region}: nobody knows which bucket is the one at home`, { actor: 'platform' });
  return withStore(access(from.region), (away) => withStore(access(to.region), async (home) => {
    const buckets: Buckets = { away, home, bucket, sinceMicros: movedMicros(context, input) };
    const written = await copy(context, buckets, input);
    const deleted = await remove(context, buckets, input);
    return { outputs: { bucket, ...written, deleted }, ...(bind ? { binds: { store, resource: bucket } } : {}) };
  }));
}

function copy(context: DrillContext, { away, home, bucket, sinceMicros }: Buckets, { store, from, inOrder }: Args): Promise<{ readonly objects: number; readonly bytes: number }> {
  const written = new Map<string, string>();
  const plan = (): AsyncIterable<PlannedCopy> => planCopy({
    store: home, source: away, from: from.bucket, to: bucket, atMicros: Number.MAX_SAFE_INTEGER, signal: context.signal,
    wants: (object, at) => {
      if (inOrder) written.set(object.key, object.lastModified);
      return changedAway(object, at, sinceMicros);
    },
  });
  return context.effect({
    id: `5-put-back/region.copy-back-changes/${store}/${bucket}`,
    what: `copy what was written to ${from.bucket} back to ${bucket}`,
    destructive: false,
    // The plan is the difference of two listings: what is there already is not in it.
    probe: async () => undefined,
    act: async () => {
      const amount = await amountOf(plan());
      return context.modelled('s3-copy', amount, async () => {
        const batches = inOrder ? (await all(plan())).sort((a, b) => byTime(written, a.to.key, b.to.key)).map((one) => [one]) : [plan()];
        for (const batch of batches) await copyAll(context, home, { batch, from: from.bucket, bucket });
        return amount;
      });
    },
  });
}

async function copyAll(context: DrillContext, home: S3Store, { batch, from, bucket }: { readonly batch: AsyncIterable<PlannedCopy> | readonly PlannedCopy[]; readonly from: string; readonly bucket: string }): Promise<void> {
  async function* items(): AsyncGenerator<PlannedCopy> {
    yield* batch;
  }
  const { failed } = await home.copyMany(items(), { signal: context.signal });
  const [first] = failed;
  if (first !== undefined) throw new RedrillError('restore.copy-incomplete', `${failed.length} objects could not be copied from ${from} to ${bucket}; first: ${first.code} ${JSON.stringify(first.item.from.key)} (${first.message})`, { actor: 'platform' });
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

function byTime(written: ReadonlyMap<string, string>, a: string, b: string): number {
  const [first, second] = [written.get(a) ?? '', written.get(b) ?? ''];
  return first === second ? (a < b ? -1 : 1) : first < second ? -1 : 1;
}

/** Markers alone: every version at home stays below one. */
function remove(context: DrillContext, { away, home, bucket, sinceMicros }: Buckets, { store, from }: Args): Promise<number> {
  return context.effect<number>({
    id: `5-put-back/region.copy-back-changes/${store}/${bucket}/deletions`,
    what: `delete in ${bucket} what users deleted in ${from.bucket}`,
    destructive: true,
    // What is deleted already is not in the list any more.
    probe: async () => undefined,
    act: async () => {
      async function* gone(): AsyncGenerator<{ key: string }> {
        const how = { signal: context.signal };
        const [there, here] = [historyByKey(away.listVersions(from.bucket, how)), historyByKey(home.listVersions(bucket, how))];
        for await (const { key, left, right } of mergeSorted(there, here)) if (left !== null && deletedAway(left, right, sinceMicros)) yield { key };
      }
      const { done, failed } = await home.deleteMany(bucket, gone(), { signal: context.signal });
      if (failed.length > 0) throw new RedrillError('restore.delete-incomplete', `${failed.length} objects that users had deleted could not be deleted in ${bucket}; first: ${failed[0]?.code} ${JSON.stringify(failed[0]?.item.key)}`, { actor: 'platform' });
      return done;
    },
  });
}

/** Without such a moment only bytes tell what changed, which says little where KMS makes the ETags. */
function movedMicros(context: DrillContext, { since }: Args): number | null {
  const moved = context.effects().find(({ id }) => id === `4-recover/${switchEntry.id}`)?.result;
  const at = since ?? (typeof moved === 'object' && moved !== null && 'at' in moved ? String(moved.at) : null);
  return at === null ? null : microsOf(at);
}
