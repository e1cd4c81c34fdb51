import type { Caller } from '../service.ts';

/** Condition keys of one request with their values, by lower-case name. A key that is absent has no value: AWS then treats it as null. */
export type RequestContext = Readonly<Record<string, readonly string[]>>;

/** The organisation that all accounts of the sandbox belong to. */
export const ORGANISATION_ID = 'o-redrill0001';

/** What is known about every request from its caller alone. */
export function callerContext(caller: Caller): RequestContext {
  if (caller.anonymous) return { 'aws:principaltype': ['Anonymous'] };
  return {
    'aws:principalarn': [caller.roleArn ?? caller.arn],
    'aws:principalaccount': [caller.account],
    'aws:principalorgid': [ORGANISATION_ID],
    'aws:principaltype': [caller.roleArn === null ? 'User' : 'AssumedRole'],
    'aws:userid': [caller.userId],
    'aws:principalisawsservice': ['false'],
    ...(caller.session === undefined ? {} : { 'aws:tokenissuetime': [caller.session.issuedAt], 'aws:multifactorauthpresent': ['false'] }),
  };
}

/** What is known from where and when a request arrives. Of keys that only one service has, the service itself tells the value. */
export function requestContext({ region, at, resourceAccount }: { readonly region: string; readonly at: Date; readonly resourceAccount: string }): RequestContext {
  return {
    'aws:requestedregion': [region],
    'aws:currenttime': [at.toISOString()],
    'aws:resourceaccount': [resourceAccount],
    'aws:resourceorgid': [ORGANISATION_ID],
    'aws:viaawsservice': ['false'],
  };
}
