import { openS3 } from '#stores/s3/open-s3';
import { COPYBACK, keyOf, OBJECT_BYTES, versionId } from '../servers/fixture.ts';
import { benchAccess, client } from './client.ts';

async function* plan(): AsyncGenerator<{ from: { bucket: string; key: string; versionId: string }; to: { bucket: string; key: string }; sizeBytes: number }> {
  for (let i = 0; i < COPYBACK.keys; i += 1) {
    const key = keyOf(COPYBACK, i);
    yield { from: { bucket: 'source', key, versionId: versionId(i, 0) }, to: { bucket: 'target', key }, sizeBytes: OBJECT_BYTES };
  }
}

await client(async (endpoint) => {
  const store = openS3(benchAccess(endpoint));
  const { done } = await store.copyMany(plan());
  await store.close();
  return { items: done };
});
