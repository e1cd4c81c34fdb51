import type { S3Client } from '@aws-sdk/client-s3';
import type { AwsAccess } from '#contract/aws';
import { s3Client } from '#targets/clients';
import { openS3 } from './open-s3.ts';
import type { S3Store } from './s3-store.ts';

/** Opens the data plane for one piece of work and closes its sockets afterwards. */
export async function withStore<T>(access: AwsAccess, work: (store: S3Store) => Promise<T>): Promise<T> {
  const store = openS3(access);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** The SDK's client for one piece of work: for settings of buckets, where a call more or less does not matter. */
export async function withBucketClient<T>(access: AwsAccess, work: (client: S3Client) => Promise<T>): Promise<T> {
  const client = s3Client(access);
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}
