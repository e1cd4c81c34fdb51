import { dateOfMicros } from '#kit/dates';
import { decide } from '../../authorise/decide.ts';
import { directoryOf } from '../../authorise/policy-directory.ts';
import type { PolicyDocument } from '../../authorise/policy-document.ts';
import { requestContext } from '../../authorise/request-context.ts';
import { policyProblem } from '../../authorise/validate-policy.ts';
import type { Call, Operation } from '../../service.ts';
import type { Principal } from '../iam/model.ts';
import { iamState } from '../iam/state.ts';
import { malformedPolicy, mayNotAssume, policyTooLarge, unsupported, validation } from './errors.ts';
import { SessionStore } from './sessions.ts';

const SHORTEST_SECONDS = 900;
const DEFAULT_SECONDS = 3600;
const LONGEST_SECONDS = 43_200;
const LARGEST_POLICY_CHARACTERS = 2048;

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
  for (const parameter of ['PolicyArns', 'SerialNumber', 'TokenCode', 'TransitiveTagKeys', 'Tags', 'SourceIdentity', 'ProvidedContexts']) {
    if (input[parameter] !== undefined) throw unsupported(parameter);
  }
  const policy = sessionPolicy(input);
  const role = iamState(call.catalogue).find(arn);
  if (role?.kind !== 'role') throw mayNotAssume(call.caller.arn, arn, null);
  requireTrust(call, role, input['ExternalId']);
  const session = new SessionStore(call.catalogue, call.time).create(role, name, { seconds: seconds(input['DurationSeconds'], call, role), policy });
  return {
    Credentials: { AccessKeyId: session.accessKeyId, SecretAccessKey: session.secret, SessionToken: session.token, Expiration: dateOfMicros(session.expiresMicros) },
    AssumedRoleUser: { AssumedRoleId: session.caller.userId, Arn: session.caller.arn },
  };
}

/** The role must trust the caller; unless it names the caller itself in its own account, the caller's policies must allow it too. */
function requireTrust(call: Call, role: Principal, externalId: unknown): void {
  const { caller, catalogue, region, time } = call;
  const context = { ...requestContext({ region, at: time.now(), resourceAccount: role.account }), ...(typeof externalId === 'string' ? { 'sts:externalid': [externalId] } : {}) };
  const trust = { account: role.account, policy: JSON.parse(role.trust ?? '{"Statement":[]}') as PolicyDocument, policyRequired: true };
  const decision = decide({ caller, action: 'sts:AssumeRole', resource: role.arn, context }, directoryOf(catalogue).attached(caller, role.account), trust);
  if (!decision.allowed) throw mayNotAssume(caller.arn, role.arn, decision);
}

/** A policy that limits the session, kept as it was given. */
function sessionPolicy(input: Readonly<Record<string, unknown>>): string | null {
  const given = input['Policy'];
  if (given === undefined) return null;
  const policy = String(given);
  const problem = policyProblem(policy, 'identity');
  if (problem !== null) throw malformedPolicy(problem);
  if (policy.length > LARGEST_POLICY_CHARACTERS) throw policyTooLarge(LARGEST_POLICY_CHARACTERS);
  return policy;
}

/** A role session that assumes another role (chaining) gets an hour at most. */
function seconds(value: unknown, { caller }: Call, role: Principal): number {
  const given = typeof value === 'number' ? value : DEFAULT_SECONDS;
  if (given < SHORTEST_SECONDS) throw validation(`Value '${given}' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to ${SHORTEST_SECONDS}`);
  if (given > LONGEST_SECONDS) throw validation(`Value '${given}' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to ${LONGEST_SECONDS}`);
  if (role.max_session !== null && given > role.max_session) throw validation('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  if (caller.roleArn !== null && given > DEFAULT_SECONDS) throw validation('The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining');
  return given;
}
