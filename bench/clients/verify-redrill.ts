import { openS3 } from '#stores/s3/open-s3';
import type { ObjectRef, S3Store } from '#stores/s3/s3-store';
import { benchAccess, client } from './client.ts';

async function* objects(store: S3Store, bucket: string): AsyncGenerator<ObjectRef & { sizeBytes: number }> {
  for await (const page of store.listObjects(bucket)) {
    for (const { key, sizeBytes } of page) yield { bucket, key, sizeBytes };
  }
}

/** Lists a bucket and reads and digests every object of it. */
await client(async (endpoint, [bucket = '']) => {
  const store = openS3(benchAccess(endpoint));
  let items = 0;
  for await (const { digest } of store.digestMany(objects(store, bucket))) {
    if (digest === null) throw new Error('an object could not be read');
    items += 1;
  }
  await store.close();
  return { items };
});
