import type { DBInstance } from '@aws-sdk/client-rds';
import { RedrillError } from '#kit/redrill-error';
import { pointerValue } from './pointer-value.ts';

/** What the pointer of a store must hold to lead to an instance. Throws `rds.NoEndpoint` while it has no address. */
export function endpointPointer(instance: DBInstance, database: string): string {
  const { Address, Port } = instance.Endpoint ?? {};
  if (Address === undefined || Port === undefined) throw new RedrillError('rds.NoEndpoint', `the database instance ${instance.DBInstanceIdentifier ?? ''} is ${instance.DBInstanceStatus ?? 'in no known state'} and has no endpoint`, { actor: 'platform' });
  return pointerValue({ host: Address, port: Port, database });
}
