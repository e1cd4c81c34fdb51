import type { AwsAccess } from '#contract/aws';
import { RedrillError } from '#kit/redrill-error';
import { openPostgres } from '#targets/open-postgres';
import { readPointer } from '#targets/pointer';
import { databaseOf } from './database-of.ts';
import type { Database } from './database.ts';
import { connectionOptions } from './open-database.ts';
import { parsePointerValue } from './pointer-value.ts';
import { readSecret, secretName } from './read-secret.ts';

export interface PointerInput {
  readonly access: AwsAccess;
  /** SSM parameter through which the platform finds the database. */
  readonly pointer: string;
  readonly statementMs?: number;
  readonly connectMs?: number;
}

/** Opens the database as the platform itself does: the pointer says where, the parameter beside it who. Throws `rds.NoPointer` when there is none. */
export async function openByPointer(input: PointerInput): Promise<Database> {
  const { access, pointer } = input;
  const value = await readPointer(access, pointer);
  if (value === null) throw new RedrillError('rds.NoPointer', `the pointer ${pointer} does not exist in account ${access.account}, ${access.region}`, { actor: 'platform' });
  const address = parsePointerValue(value, pointer);
  const login = await readSecret(access, secretName(pointer));
  return databaseOf(await openPostgres(address, login, connectionOptions(input)), { where: `${address.host}:${address.port}/${address.database}`, statementMs: input.statementMs });
}

/** `openByPointer` for one piece of work; closes the connection afterwards. */
export async function withDatabaseByPointer<T>(input: PointerInput, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openByPointer(input);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
