import { createRequire } from 'node:module';
import type { RDSClient } from '@aws-sdk/client-rds';
import type { AwsAccess } from '#contract/aws';
import { rdsClient } from '#targets/clients';

const load = createRequire(import.meta.url);

/** The SDK's RDS commands, loaded at the first use. */
export function rdsSdk(): typeof import('@aws-sdk/client-rds') {
  return load('@aws-sdk/client-rds') as typeof import('@aws-sdk/client-rds');
}

/** RDS's client for one piece of work. */
export async function withRds<T>(access: AwsAccess, work: (client: RDSClient) => Promise<T>): Promise<T> {
  const client = rdsClient(access);
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}
