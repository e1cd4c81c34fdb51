import type { DBInstance } from '@aws-sdk/client-rds';
import type { AwsAccess } from '#contract/aws';
import { RedrillError } from '#kit/redrill-error';
import { rdsClient } from '#targets/clients';

/** What RDS says of an instance now; null when it knows none of that name. */
export async function describeInstance(access: AwsAccess, identifier: string): Promise<DBInstance | null> {
  const client = rdsClient(access);
  try {
    const { DescribeDBInstancesCommand } = await import('@aws-sdk/client-rds');
    const { DBInstances } = await client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: identifier }));
    return DBInstances?.[0] ?? null;
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'DBInstanceNotFoundFault' || name === 'DBInstanceNotFound') return null;
    if (error instanceof RedrillError) throw error;
    throw new RedrillError(`rds.${name}`, `${access.principal} cannot describe the database instance ${identifier}: ${name}: ${message}`, { actor: 'platform', cause: error });
  } finally {
    client.destroy();
  }
}
