import type { Caller } from '../../service.ts';

/** Who called, as CloudTrail writes it. */
export interface UserIdentity {
  readonly document: object;
  /** What LookupEvents calls Username: the user, or the name of the role session. */
  readonly username: string | null;
}

/** CloudTrail's userIdentity of a caller ("CloudTrail userIdentity element" of the user guide). */
export function userIdentity(caller: Caller, accessKeyId: string | null): UserIdentity {
  if (caller.anonymous) return { document: { type: 'AWSAccount', principalId: '', accountId: 'anonymous' }, username: null };
  const base = { principalId: caller.userId, arn: caller.arn, accountId: caller.account, ...(accessKeyId === null ? {} : { accessKeyId }) };
  const name = caller.arn.split('/').at(-1) ?? '';
  if (caller.roleArn === null) return { document: { type: 'IAMUser', ...base, userName: name }, username: name };
  const sessionIssuer = { type: 'Role', principalId: caller.userId.split(':')[0] ?? '', arn: caller.roleArn, accountId: caller.account, userName: caller.roleArn.split('/').at(-1) };
  return { document: { type: 'AssumedRole', ...base, sessionContext: { sessionIssuer, attributes: { mfaAuthenticated: 'false' } } }, username: name };
}
