import type { AwsAccess } from '#contract/aws';
import { RedrillError } from '#kit/redrill-error';
import { openPostgres } from '#targets/open-postgres';
import type { PostgresAddress, PostgresOptions } from '#targets/open-postgres';
import { databaseOf } from './database-of.ts';
import type { Database } from './database.ts';
import { describeInstance } from './describe-instance.ts';
import { readSecret } from './read-secret.ts';

export interface InstanceInput {
  /** Who looks: reads RDS and SSM. */
  readonly access: AwsAccess;
  /** DBInstanceIdentifier; the endpoint is what RDS says of it. */
  readonly identifier: string;
  /** SecureString parameter with user and password (`secretName(pointer)`). */
  readonly secret: string;
  /** The instance's own (DBName) where it is not given. */
  readonly database?: string;
  readonly statementMs?: number;
  readonly connectMs?: number;
}

/** Opens the database of an instance by its identifier. Throws `rds.NoInstance` when there is none, `rds.NoEndpoint` while it has no address. */
export async function openDatabase(input: InstanceInput): Promise<Database> {
  const address = await addressOf(input);
  const login = await readSecret(input.access, input.secret);
  return databaseOf(await openPostgres(address, login, connectionOptions(input)), { where: `${input.identifier} (${address.host}:${address.port}/${address.database})`, statementMs: input.statementMs });
}

/** `openDatabase` for one piece of work; closes the connection afterwards. */
export async function withDatabase<T>(input: InstanceInput, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(input);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** How connections of this access are made: only to loopback where it is the sandbox's. */
export function connectionOptions({ access, connectMs, statementMs }: Pick<InstanceInput, 'access' | 'connectMs' | 'statementMs'>): PostgresOptions {
  return { sandbox: access.endpoint !== null, ...(connectMs === undefined ? {} : { connectMs }), ...(statementMs === undefined ? {} : { statementMs }) };
}

/** Where RDS says that the database of an instance is. Throws `rds.NoInstance` or `rds.NoEndpoint`. */
export async function addressOf({ access, identifier, database }: Pick<InstanceInput, 'access' | 'identifier' | 'database'>): Promise<PostgresAddress> {
  const instance = await describeInstance(access, identifier);
  if (instance === null) throw new RedrillError('rds.NoInstance', `there is no database instance ${identifier} in account ${access.account}, ${access.region}`, { actor: 'platform' });
  const { Address, Port } = instance.Endpoint ?? {};
  if (Address === undefined || Port === undefined) throw new RedrillError('rds.NoEndpoint', `the database instance ${identifier} is ${instance.DBInstanceStatus ?? 'in no known state'} and has no endpoint`, { actor: 'platform' });
  return { host: Address, port: Port, database: database ?? instance.DBName ?? 'postgres' };
}
