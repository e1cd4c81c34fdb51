import { z } from 'zod';
import type { Binding, DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { awsCode } from '#stores/s3/aws-code';
import { CANARY_PREFIX } from '#stores/s3/beacon-keys';
import { bucketExists } from '#stores/s3/bucket-exists';
import { s3Sdk } from '#stores/s3/s3-sdk';
import { withBucketClient, withStore } from '#stores/s3/with-s3';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/** The restored bucket exists in our own account, is versioned, and keeps and gives a file. */
export const bucketReady: ProbeModule<Args> = {
  id: 's3.bucket-ready',
  with: args,
  run: (context, { store }) => look(context, context.candidate(store)),
  negativeControl: (context, { store }) => look(context, { ...context.binding(store), resource: `no-such-bucket-${context.run.number}-redrill` }),
};

async function look(context: DrillContext, { resource, region }: Binding): Promise<ProbeReading> {
  const access = context.targets.access('platform-app', region);
  try {
    if (!(await bucketExists(access, resource))) return { result: 'fail', detail: `bucket ${resource} does not exist in account ${access.account}` };
    const { Status } = await withBucketClient(access, (client) => client.send(new (s3Sdk().GetBucketVersioningCommand)({ Bucket: resource })));
    if (Status !== 'Enabled') return { result: 'fail', detail: `versioning of ${resource} is ${Status ?? 'off'}` };
    await withStore(access, async (s3) => {
      const ref = { bucket: resource, key: `${CANARY_PREFIX}${context.run.id}-ready` };
      const { versionId } = await s3.put(ref, Buffer.from('ready?\n'));
      await s3.get(ref);
      await s3.delete({ ...ref, ...(versionId === null ? {} : { versionId }) });
    });
    return { result: 'pass', detail: `bucket ${resource} exists, is versioned, and keeps and gives a file` };
  } catch (error) {
    return { result: awsCode(error) === null ? 'unknown' : 'fail', detail: error instanceof Error ? error.message : String(error) };
  }
}
