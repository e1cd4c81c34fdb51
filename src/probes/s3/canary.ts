import type { CanaryProbe, DrillContext, ProbeReading } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { awsCode } from '#stores/s3/aws-code';
import { CANARY_PREFIX, REDRILL_PREFIX } from '#stores/s3/beacon-keys';
import type { S3Store } from '#stores/s3/s3-store';
import { withStore } from '#stores/s3/with-s3';
import { readPointer } from '#targets/pointer';

/** What a user of the store does, as the application does it: find the bucket through the pointer, read a file, keep a file. */
export const s3Canary: CanaryProbe = { service: 's3', run };

async function run(context: DrillContext, store: StoreConfig): Promise<ProbeReading> {
  const access = context.targets.access('platform-app', context.binding(store.id).region);
  try {
    const bucket = await readPointer(access, store.pointer);
    if (bucket === null) return { result: 'fail', detail: `the pointer ${store.pointer} does not exist` };
    return await withStore(access, async (s3) => {
      const read = await readSomething(s3, bucket);
      if (read === null) return { result: 'fail', detail: `bucket ${bucket} answers but holds no file of a user` };
      await writeReadDelete(s3, bucket, `${CANARY_PREFIX}${context.run.id}`);
      return { result: 'pass', detail: `read ${JSON.stringify(read)} from ${bucket}, wrote, read back and removed a file` };
    });
  } catch (error) {
    const code = awsCode(error);
    const message = error instanceof Error ? error.message : String(error);
    // A refusal by S3 or SSM is what a user would get; a broken connection says nothing about the store.
    const answered = code !== null || error instanceof CanaryError || (error instanceof RedrillError && error.code === 'ssm.AccessDeniedException');
    return { result: answered ? 'fail' : 'unknown', detail: `${code ?? 'no answer'}: ${message}` };
  }
}

/** The first object of a user that reads back whole, or null when there is none. */
async function readSomething(s3: S3Store, bucket: string): Promise<string | null> {
  for await (const page of s3.listObjects(bucket)) {
    const first = page.find(({ key }) => !key.startsWith(REDRILL_PREFIX));
    if (first === undefined) continue;
    const { digest } = await s3.get({ bucket, key: first.key });
    if (digest.sizeBytes !== first.sizeBytes) throw new CanaryError(`${JSON.stringify(first.key)} should have ${first.sizeBytes} bytes and gave ${digest.sizeBytes}`);
    return first.key;
  }
  return null;
}

/** Leaves nothing behind: in a versioned bucket the very version it wrote is deleted, not hidden by a marker. */
async function writeReadDelete(s3: S3Store, bucket: string, key: string): Promise<void> {
  const body = Buffer.from(`canary ${key}\n`);
  const { versionId } = await s3.put({ bucket, key }, body);
  const back = await s3.get({ bucket, key });
  await s3.delete({ bucket, key, ...(versionId === null ? {} : { versionId }) });
  if (!back.body.equals(body)) throw new CanaryError('a file that was just written read back differently');
}

class CanaryError extends Error {}
