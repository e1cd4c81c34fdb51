import { CopyObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { COPYBACK, keyOf, versionId } from '../servers/fixture.ts';
import { client, IN_FLIGHT, inFlight, SDK_KEYS } from './client.ts';

/** The same copies with the SDK at the product's highest concurrency. */
await client(async (endpoint) => {
  const s3 = new S3Client({ endpoint, region: 'us-west-2', credentials: SDK_KEYS, forcePathStyle: true, requestHandler: new NodeHttpHandler({ httpAgent: { maxSockets: IN_FLIGHT, keepAlive: true } }) });
  const indices = Array.from({ length: COPYBACK.keys }, (_, i) => i);
  await inFlight(indices, IN_FLIGHT, (i) => s3.send(new CopyObjectCommand({ Bucket: 'target', Key: keyOf(COPYBACK, i), CopySource: `/source/${keyOf(COPYBACK, i)}?versionId=${versionId(i, 0)}` })));
  s3.destroy();
  return { items: COPYBACK.keys };
});
