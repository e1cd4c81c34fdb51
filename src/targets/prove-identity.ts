import type { AwsAccess, IdentityProof } from '#contract/aws';
import { RedrillError, refusal } from '#kit/redrill-error';
import { stsClient } from './clients.ts';

/** Asks STS who these credentials are and holds the answer against the config: another account or principal refuses. */
export async function proveIdentity(access: AwsAccess, expected: { readonly account: string; readonly name: string }): Promise<IdentityProof> {
  const client = stsClient(access);
  try {
    const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
    const { Account, Arn } = await client.send(new GetCallerIdentityCommand({}));
    if (Account !== expected.account) throw refusal('targets.wrong-account', `${access.principal} belongs to account ${Account ?? '(none)'}, the config says ${expected.account}: check accounts in harness.config.ts`);
    if (Arn === undefined || !namesPrincipal(Arn, expected)) throw refusal('targets.wrong-principal', `${access.principal} is ${Arn ?? '(nobody)'} for STS, expected ${expected.name} of account ${expected.account}`);
    return { principal: access.principal, account: Account, arn: Arn };
  } catch (error) {
    if (error instanceof RedrillError) throw error;
    throw new RedrillError('targets.no-identity', `STS did not say who ${access.principal} is: ${(error as Error).name}: ${(error as Error).message}`, { actor: 'platform', exitCode: 5, cause: error });
  } finally {
    client.destroy();
  }
}

/** `arn:aws:sts::<account>:assumed-role/<name>/<session>` or `arn:aws:iam::<account>:user/<name>`. */
export function namesPrincipal(arn: string, expected: { readonly account: string; readonly name: string }): boolean {
  const [prefix, partition, service, region, account, resource = '', ...rest] = arn.split(':');
  if (prefix !== 'arn' || partition !== 'aws' || region !== '' || account !== expected.account || rest.length > 0) return false;
  if (service === 'iam') return resource === `user/${expected.name}`;
  const [kind, name, session, ...more] = resource.split('/');
  return service === 'sts' && kind === 'assumed-role' && name === expected.name && Boolean(session) && more.length === 0;
}
