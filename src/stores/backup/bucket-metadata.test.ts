import { expect, it } from 'vitest';
import { bucketMetadata } from './bucket-metadata.ts';

it('restores into our bucket with every object in its own encryption, whatever AWS Backup suggests in whatever case', () => {
  const suggested = { destinationBucketName: 'portal-data', newBucket: 'true', encryptionType: 'SSE-KMS', kmsKey: 'arn:aws:kms:us-west-2:111111111111:key/1', 'aws:backup:request-id': 'abc' };
  expect(bucketMetadata(suggested, { bucket: 'portal-data-recovered', token: 't1' })).toEqual({
    'aws:backup:request-id': 'abc',
    DestinationBucketName: 'portal-data-recovered',
    NewBucket: 'false',
    CreationToken: 't1',
    Encrypted: 'true',
    EncryptionType: 'original',
    RestoreACLs: 'false',
  });
});
