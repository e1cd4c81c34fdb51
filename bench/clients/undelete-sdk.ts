import { DeleteObjectsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import type { ListObjectVersionsCommandOutput } from '@aws-sdk/client-s3';
import { client, SDK_KEYS } from './client.ts';

/** The same work with the SDK: page by page, deletions in batches of 1,000 on their way while the listing goes on. */
await client(async (endpoint) => {
  const s3 = new S3Client({ endpoint, region: 'us-west-2', credentials: SDK_KEYS, forcePathStyle: true });
  const deletions: Promise<unknown>[] = [];
  let batch: { Key: string; VersionId: string }[] = [];
  let items = 0;
  const flush = (): void => {
    if (batch.length === 0) return;
    items += batch.length;
    deletions.push(s3.send(new DeleteObjectsCommand({ Bucket: 'bench', Delete: { Objects: batch, Quiet: true } })));
    batch = [];
  };
  let next: { KeyMarker?: string; VersionIdMarker?: string } | null = {};
  while (next !== null) {
    const page: ListObjectVersionsCommandOutput = await s3.send(new ListObjectVersionsCommand({ Bucket: 'bench', ...next }));
    for (const marker of page.DeleteMarkers ?? []) {
      if (marker.IsLatest !== true) continue;
      batch.push({ Key: marker.Key ?? '', VersionId: marker.VersionId ?? '' });
      if (batch.length === 1000) flush();
    }
    next = page.IsTruncated === true ? { KeyMarker: page.NextKeyMarker ?? '', VersionIdMarker: page.NextVersionIdMarker ?? '' } : null;
  }
  flush();
  await Promise.all(deletions);
  s3.destroy();
  return { items };
});
