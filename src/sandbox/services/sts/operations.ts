import { dateOfMicros } from '#kit/dates';
import { SANDBOX_ROLES, type SandboxRole } from '../../accounts.ts';
import { evaluatePolicy } from '../../authorise/evaluate-policy.ts';
import type { PolicyDocument } from '../../authorise/policy-document.ts';
import type { Call, Operation } from '../../service.ts';
import { mayNotAssume, unsupported, validation } from './errors.ts';
import { SessionStore } from './sessions.ts';

const SHORTEST_SECONDS = 900;
const DEFAULT_SECONDS = 3600;
const LONGEST_SECONDS = 43_200;

/** What STS can do here. */
export const STS_OPERATIONS: Readonly<Record<string, Operation>> = {
  GetCallerIdentity: ({ caller }) => ({ Account: caller.account, Arn: caller.arn, UserId: caller.userId }),
  AssumeRole: (call, input) => assumeRole(call, input),
};

function assumeRole(call: Call, input: Readonly<Record<string, unknown>>): object {
  const arn = String(input['RoleArn'] ?? '');
  const name = String(input['RoleSessionName'] ?? '');
  if (arn.length < 20) throw validation(`Value '${arn}' at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20`);
  if (!/^[\w+=,.@-]{2,64}$/.test(name)) throw validation(`Value '${name}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]* and have a length of 2 to 64`);
  for (const parameter of ['Policy', 'PolicyArns', 'SerialNumber', 'TokenCode', 'ExternalId', 'TransitiveTagKeys', 'Tags', 'SourceIdentity', 'ProvidedContexts']) {
    if (input[parameter] !== undefined) throw unsupported(parameter);
  }
  const role = SANDBOX_ROLES.find((one) => one.arn === arn);
  if (!role || !trusts(role, call)) throw mayNotAssume(call.caller.arn, arn);
  const session = new SessionStore(call.catalogue, call.time).create(role, name, seconds(input['DurationSeconds'], call));
  return {
    Credentials: { AccessKeyId: session.accessKeyId, SecretAccessKey: session.secret, SessionToken: session.token, Expiration: dateOfMicros(session.expiresMicros) },
    AssumedRoleUser: { AssumedRoleId: session.caller.userId, Arn: session.caller.arn },
  };
}

function trusts(role: SandboxRole, { caller }: Call): boolean {
  return evaluatePolicy(JSON.parse(role.trust) as PolicyDocument, { caller, action: 'sts:AssumeRole', resource: role.arn }) === 'allow';
}

/** A role session that assumes another role (chaining) gets an hour at most. */
function seconds(value: unknown, { caller }: Call): number {
  const given = typeof value === 'number' ? value : DEFAULT_SECONDS;
  if (given < SHORTEST_SECONDS) throw validation(`Value '${given}' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to ${SHORTEST_SECONDS}`);
  if (given > LONGEST_SECONDS) throw validation(`Value '${given}' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to ${LONGEST_SECONDS}`);
  if (caller.roleArn !== null && given > DEFAULT_SECONDS) throw validation('The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining');
  return given;
}
