import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { microsOf } from '#kit/time';
import type { S3Store } from '#stores/s3/s3-store';
import { historyByKey, markersToRemove } from '#stores/s3/version-history';
import { withStore } from '#stores/s3/with-s3';
import { incidentStart } from './incident-start.ts';

const args = z.strictObject({ store: z.string(), since: z.string().optional() });
type Args = z.output<typeof args>;

interface Removed {
  readonly markers: number;
}

/** Takes away the delete markers that the incident made, so that the versions below come to light. Users' earlier deletions stay. */
export const removeDeleteMarkers: StepModule<Args> = { id: 's3.remove-delete-markers', with: args, marks: 'restore', effects: ['s3:ListBucketVersions', 's3:DeleteObjectVersion (markers only)'], run };

async function run(context: DrillContext, { store, since }: Args): Promise<StepResult> {
  const { resource, region } = context.candidate(store);
  const sinceMicros = microsOf(incidentStart(context, since));
  const outputs = await withStore(context.targets.access('drill-restorer', region), (s3) => {
    const plan = (): AsyncGenerator<{ key: string; versionId: string }> => markers(context, { s3, bucket: resource, sinceMicros });
    return context.effect<Removed>({
      id: `4-recover/s3.remove-delete-markers/${store}`,
      what: `remove the delete markers made in ${resource} since ${context.struckAt ?? since}`,
      destructive: false,
      probe: async () => {
        for await (const _ of plan()) return undefined;
        return { markers: 0 };
      },
      act: () => remove(context, { s3, bucket: resource, plan }),
    });
  });
  return { outputs: { ...outputs } };
}

async function remove(context: DrillContext, { s3, bucket, plan }: { readonly s3: S3Store; readonly bucket: string; plan(): AsyncGenerator<{ key: string; versionId: string }> }): Promise<Removed> {
  let count = 0;
  for await (const _ of plan()) count += 1;
  context.say(`removing ${count} delete markers from ${bucket}`);
  return context.modelled('s3-undelete', { objects: count, bytes: 0 }, async () => {
    const outcome = await s3.deleteMany(bucket, plan(), { signal: context.signal });
    const [first] = outcome.failed;
    if (first !== undefined) throw new RedrillError('restore.undelete-incomplete', `${outcome.failed.length} of ${count} delete markers of ${bucket} could not be removed; first: ${first.code} ${JSON.stringify(first.item.key)} (${first.message})`, { actor: 'platform' });
    return { markers: outcome.done };
  });
}

async function* markers(context: DrillContext, { s3, bucket, sinceMicros }: { readonly s3: S3Store; readonly bucket: string; readonly sinceMicros: number }): AsyncGenerator<{ key: string; versionId: string }> {
  for await (const history of historyByKey(s3.listVersions(bucket, { signal: context.signal }))) {
    for (const { key, versionId } of markersToRemove(history, sinceMicros)) yield { key, versionId };
  }
}
