import { createRequire } from 'node:module';
import type { EFSClient } from '@aws-sdk/client-efs';
import type { AwsAccess } from '#contract/aws';
import { efsClient } from '#targets/clients';

const load = createRequire(import.meta.url);

/** The SDK's EFS commands, loaded at the first use. */
export function efsSdk(): typeof import('@aws-sdk/client-efs') {
  return load('@aws-sdk/client-efs') as typeof import('@aws-sdk/client-efs');
}

/** EFS's client for one piece of work. */
export async function withEfs<T>(access: AwsAccess, work: (client: EFSClient) => Promise<T>): Promise<T> {
  const client = efsClient(access);
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}
