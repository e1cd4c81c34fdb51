import type { AwsAccess, AwsCredentials, Principal } from '#contract/aws';
import type { Clock } from '#contract/clock';
import { RedrillError, usageError } from '#kit/redrill-error';
import { stsClient } from './clients.ts';

export interface AssumedRoleInput {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly clock: Clock;
  /** Name of the principal that the session is; the base's own where it is not given. */
  readonly principal?: Principal;
}

/** Sessions are renewed when less than five minutes of drill time remain. */
const RENEW_BEFORE_MICROS = 300 * 1_000_000;
const SESSION_SECONDS = 3600;

interface Held {
  readonly credentials: AwsCredentials;
  readonly untilMicros: number;
}

/**
 * A role assumed from `base`. Sessions expire in drill time, which no SDK knows about, so they are renewed on the drill clock,
 * and anew after ExpiredToken. Calls that need a new session at the same moment share one AssumeRole.
 */
export function assumedRole(base: AwsAccess, input: AssumedRoleInput): AwsAccess {
  const account = accountOf(input.roleArn);
  let held: Held | null = null;
  let coming: Promise<AwsCredentials> | null = null;
  const refresh = (): Promise<AwsCredentials> => {
    coming ??= assume(base, input)
      .then((fresh) => { held = fresh; return fresh.credentials; })
      .finally(() => { coming = null; });
    return coming;
  };
  return {
    principal: input.principal ?? base.principal,
    account,
    region: base.region,
    endpoint: base.endpoint,
    credentials: async () => (held !== null && input.clock.nowMicros() < held.untilMicros - RENEW_BEFORE_MICROS ? held.credentials : refresh()),
    refresh,
  };
}

/** Session names carry run id or lease token, so that each call in the provider's trail names its run. */
export function sessionName(text: string): string {
  return text.replaceAll(/[^\w+=,.@-]/g, '-').slice(0, 64).padEnd(2, '-');
}

function accountOf(roleArn: string): string {
  const account = /^arn:aws:iam::(\d{12}):role\/[\w+=,.@/-]+$/.exec(roleArn)?.[1];
  if (account === undefined) throw usageError('targets.role-arn', `${JSON.stringify(roleArn)} is not the ARN of a role (arn:aws:iam::<account>:role/<name>)`);
  return account;
}

async function assume(base: AwsAccess, input: AssumedRoleInput): Promise<Held> {
  const client = stsClient(base);
  try {
    const { AssumeRoleCommand } = await import('@aws-sdk/client-sts');
    const { Credentials } = await client.send(new AssumeRoleCommand({ RoleArn: input.roleArn, RoleSessionName: sessionName(input.sessionName), DurationSeconds: SESSION_SECONDS }));
    if (!Credentials?.AccessKeyId || !Credentials.SecretAccessKey || !Credentials.SessionToken || !Credentials.Expiration) {
      throw new RedrillError('targets.no-session', `STS answered AssumeRole for ${input.roleArn} without credentials`, { actor: 'platform' });
    }
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials;
    return { credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }, untilMicros: Expiration.getTime() * 1000 };
  } catch (error) {
    if (error instanceof RedrillError) throw error;
    throw new RedrillError('targets.assume-role', `${base.principal} cannot assume ${input.roleArn}: ${(error as Error).name}: ${(error as Error).message}`, { actor: 'platform', cause: error });
  } finally {
    client.destroy();
  }
}
