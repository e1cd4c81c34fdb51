import type { AwsAccess } from '#contract/aws';
import { RedrillError } from '#kit/redrill-error';
import { ssmClient } from '#targets/clients';
import type { PostgresLogin } from '#targets/open-postgres';

/** Name of the SecureString parameter that holds a store's user and password, beside its pointer. */
export function secretName(pointer: string): string {
  return `${pointer}/secret`;
}

/** The user and password of a database. No message ever holds the value. */
export async function readSecret(access: AwsAccess, name: string): Promise<PostgresLogin> {
  const value = await readDecrypted(access, name);
  const { username, password } = parsed(value);
  if (typeof username === 'string' && username !== '' && typeof password === 'string' && password !== '') return { user: username, password };
  throw new RedrillError('rds.BadSecret', `the parameter ${name} should hold JSON with username and password, and does not: write it again as {"username": "...", "password": "..."}`, { actor: 'platform' });
}

async function readDecrypted(access: AwsAccess, name: string): Promise<string> {
  const client = ssmClient(access);
  try {
    const { GetParameterCommand } = await import('@aws-sdk/client-ssm');
    const { Parameter } = await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
    return Parameter?.Value ?? '';
  } catch (error) {
    const { name: code, message } = error as Error;
    throw error instanceof RedrillError ? error : new RedrillError(`ssm.${code}`, `${access.principal} cannot read the parameter ${name}: ${code}: ${message}`, { actor: 'platform', cause: error });
  } finally {
    client.destroy();
  }
}

function parsed(value: string): { readonly username?: unknown; readonly password?: unknown } {
  try {
    const json: unknown = JSON.parse(value);
    return typeof json === 'object' && json !== null ? json : {};
  } catch {
    // the parser's message would quote the secret
    return {};
  }
}
