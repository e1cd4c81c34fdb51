import { createRequire } from 'node:module';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { AwsAccess } from '#contract/aws';
import { ec2Client } from '#targets/clients';

const load = createRequire(import.meta.url);

/** The SDK's EC2 commands, loaded at the first use. */
export function ec2Sdk(): typeof import('@aws-sdk/client-ec2') {
  return load('@aws-sdk/client-ec2') as typeof import('@aws-sdk/client-ec2');
}

/** EC2's client for one piece of work. */
export async function withEc2<T>(access: AwsAccess, work: (client: EC2Client) => Promise<T>): Promise<T> {
  const client = ec2Client(access);
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}
