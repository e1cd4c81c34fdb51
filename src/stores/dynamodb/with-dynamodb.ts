import { createRequire } from 'node:module';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AwsAccess } from '#contract/aws';
import { dynamodbClient } from '#targets/clients';
import type { DynamoDb } from './dynamodb.ts';
import { openDynamoDb } from './open-dynamodb.ts';

const load = createRequire(import.meta.url);

/** The SDK's DynamoDB commands, loaded at the first use. */
export function dynamodbSdk(): typeof import('@aws-sdk/client-dynamodb') {
  return load('@aws-sdk/client-dynamodb') as typeof import('@aws-sdk/client-dynamodb');
}

/** The control plane (tables, settings, backups) for one piece of work. */
export async function withTables<T>(access: AwsAccess, work: (client: DynamoDBClient) => Promise<T>): Promise<T> {
  const client = dynamodbClient(access);
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}

/** The data plane (items) for one piece of work. */
export async function withItems<T>(access: AwsAccess, work: (items: DynamoDb) => Promise<T>): Promise<T> {
  const items = openDynamoDb(access);
  try {
    return await work(items);
  } finally {
    await items.close();
  }
}
