import type { AwsAccess } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { awaitAvailable } from './await-instance.ts';
import { describeInstance } from './describe-instance.ts';
import { withDatabase } from './open-database.ts';
import { pgCode } from './pg-code.ts';
import { rdsCode } from './rds-code.ts';
import { readSecret, secretName } from './read-secret.ts';
import { scramVerifier } from './scram-verifier.ts';
import { quoteIdent, quoteLiteral } from './sql-text.ts';
import { rdsSdk, withRds } from './with-rds.ts';

export interface Login {
  readonly access: AwsAccess;
  readonly identifier: string;
  /** The store's pointer; `<pointer>/secret` is the application's, `<pointer>/admin` the master user's where they differ. */
  readonly pointer: string;
}

/** Whether every secret of the platform opens the database. A refusal for any other reason, or no answer, is thrown. */
export async function secretsOpen(login: Login): Promise<boolean> {
  for (const secret of await secretsOf(login)) if (!(await opens(login, secret))) return false;
  return true;
}

/**
 * Gives the database the passwords that the platform's secrets hold; the restored data may know older ones only. The users whose password
 * was changed. The master user's goes through RDS, the application's through SQL as the master user.
 */
export async function setPasswords(context: Pick<DrillContext, 'clock' | 'signal' | 'say'>, login: Login): Promise<readonly string[]> {
  const { access, identifier } = login;
  await awaitAvailable(context, access, identifier);
  const master = (await describeInstance(access, identifier))?.MasterUsername;
  const changed: string[] = [];
  for (const secret of await secretsOf(login)) {
    if (await opens(login, secret)) continue;
    const { user, password } = await readSecret(access, secret);
    if (user === master) {
      await withRds(access, (client) => client.send(new (rdsSdk().ModifyDBInstanceCommand)({ DBInstanceIdentifier: identifier, MasterUserPassword: password, ApplyImmediately: true })));
      await awaitAvailable(context, access, identifier);
    } else await alterRole(login, { user, password });
    changed.push(user);
  }
  return changed;
}

/** The master user's first, as it changes the others. A platform whose application is the master user has one only. */
async function secretsOf({ access, pointer }: Login): Promise<readonly string[]> {
  const [admin, own] = [adminSecretName(pointer), secretName(pointer)];
  try {
    await readSecret(access, admin);
    return [admin, own];
  } catch (error) {
    if (rdsCode(error) === 'ParameterNotFound') return [own];
    throw error;
  }
}

/** Name of the SecureString parameter with the master user's login, where the application has one of its own. */
function adminSecretName(pointer: string): string {
  return `${pointer}/admin`;
}

/** Refusals that mean: these are not the user and password that the data knows. */
const WRONG_LOGIN = new Set(['28P01', '28000']);

async function opens({ access, identifier }: Login, secret: string): Promise<boolean> {
  try {
    await withDatabase({ access, identifier, secret }, (database) => database.query('select 1'));
    return true;
  } catch (error) {
    if (WRONG_LOGIN.has(pgCode(error) ?? '')) return false;
    throw error;
  }
}

/** The server is given what it keeps of a password and never the password: servers log statements and values, and errors quote them. */
async function alterRole({ access, identifier, pointer }: Login, { user, password }: { readonly user: string; readonly password: string }): Promise<void> {
  const verifier = await scramVerifier(password);
  await withDatabase({ access, identifier, secret: adminSecretName(pointer) }, async (database) => {
    const [role] = await database.query('select 1 as there from pg_roles where rolname = $1', [user]);
    if (role === undefined) throw new RedrillError('rds.NoRole', `the restored database ${identifier} has no role ${user}: it is older than the application's user, or of another database`, { actor: 'platform' });
    await database.query(`alter role ${quoteIdent(user)} password ${quoteLiteral(verifier)}`).catch((error: unknown) => { throw refused(error, identifier, user); });
  });
}

/** Without the statement, which the error of the driver carries along. */
function refused(error: unknown, identifier: string, user: string): RedrillError {
  const code = error instanceof RedrillError ? error.code : 'pg.ConnectionLost';
  return new RedrillError(code, `${identifier} did not change the password of the role ${user} (${code}): the master user needs CREATEROLE and ADMIN OPTION on that role`, { actor: 'platform' });
}
