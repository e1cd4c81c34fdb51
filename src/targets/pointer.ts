import type { AwsAccess } from '#contract/aws';
import { RedrillError } from '#kit/redrill-error';
import { ssmClient } from './clients.ts';

/** Reads the SSM parameter through which the platform finds a store; null when there is none. */
export async function readPointer(access: AwsAccess, name: string): Promise<string | null> {
  const client = ssmClient(access);
  try {
    const { GetParameterCommand } = await import('@aws-sdk/client-ssm');
    const { Parameter } = await client.send(new GetParameterCommand({ Name: name }));
    return Parameter?.Value ?? null;
  } catch (error) {
    if ((error as Error).name === 'ParameterNotFound') return null;
    throw failed('read', name, access, error);
  } finally {
    client.destroy();
  }
}

/** Points the platform at another resource. Writing the same value again only adds a version. */
export async function writePointer(access: AwsAccess, name: string, value: string): Promise<void> {
  const client = ssmClient(access);
  try {
    const { PutParameterCommand } = await import('@aws-sdk/client-ssm');
    await client.send(new PutParameterCommand({ Name: name, Value: value, Type: 'String', Overwrite: true }));
  } catch (error) {
    throw failed('write', name, access, error);
  } finally {
    client.destroy();
  }
}

function failed(verb: string, name: string, access: AwsAccess, error: unknown): RedrillError {
  const { name: code, message } = error as Error;
  return error instanceof RedrillError ? error : new RedrillError(`ssm.${code}`, `${access.principal} cannot ${verb} the parameter ${name}: ${code}: ${message}`, { actor: 'platform', cause: error });
}
