import { createHash } from 'node:crypto';
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { client, IN_FLIGHT, inFlight, SDK_KEYS } from './client.ts';

/** The same with the SDK: page by page, every object read and digested, as many in flight. */
await client(async (endpoint, [bucket = '']) => {
  const s3 = new S3Client({ endpoint, region: 'us-west-2', credentials: SDK_KEYS, forcePathStyle: true, requestHandler: new NodeHttpHandler({ httpAgent: { maxSockets: IN_FLIGHT, keepAlive: true } }) });
  let items = 0;
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket })) {
    await inFlight(page.Contents ?? [], IN_FLIGHT, async ({ Key }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: Key ?? '' }));
      createHash('sha256').update((await Body?.transformToByteArray()) ?? '').digest('hex');
      items += 1;
    });
  }
  s3.destroy();
  return { items };
});
