import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { PolicyCache } from '../../../authorise/authorise.ts';
import { ANONYMOUS } from '../../../identities.ts';
import type { Caller } from '../../../service.ts';
import type { Domain } from '../model.ts';
import { checkedBody } from './body.ts';
import { DataError } from './data-error.ts';
import { dataRequest } from './data-request.ts';
import { authoriseData, needsBody } from './who-asks.ts';

const ARN = 'arn:aws:es:us-west-2:111111111111:domain/portal-search';
const user = (account: string): Caller => ({ account, arn: `arn:aws:iam::${account}:user/u`, userId: 'U', roleArn: null, anonymous: false });

function verdict(caller: Caller, method: string, path: string, statements: readonly object[] | null): string {
  const AccessPolicies = statements === null ? '' : JSON.stringify({ Version: '2012-10-17', Statement: statements });
  const domain = { account: '111111111111', region: 'us-west-2', name: 'portal-search', settings: { AccessPolicies } } as Domain;
  try {
    authoriseData({ caller }, dataRequest(method, path, {}), { domain, policies: new PolicyCache() });
    return 'allowed';
  } catch (error) {
    return error instanceof DataError ? `${error.status} ${(error.body as { readonly Message: string }).Message}` : String(error);
  }
}

const reads = { Effect: 'Allow', Principal: '*', Action: 'es:ESHttpGet', Resource: `${ARN}/*` };
const denies = { Effect: 'Deny', Principal: '*', Action: 'es:ESHttpDelete', Resource: `${ARN}/datasets*` };
const friend = { Effect: 'Allow', Principal: { AWS: '222222222222' }, Action: 'es:ESHttp*', Resource: `${ARN}/*` };

test.each([
  ['anonymous without a policy', ANONYMOUS, 'GET', '/', null, '403 User: anonymous is not authorized to perform: es:ESHttpGet because no resource-based policy allows the es:ESHttpGet action'],
  ['anonymous where the policy lets everyone read', ANONYMOUS, 'GET', '/datasets/_search', [reads], 'allowed'],
  ['anonymous who writes there', ANONYMOUS, 'PUT', '/datasets', [reads], '403 User: anonymous is not authorized to perform: es:ESHttpPut because no resource-based policy allows the es:ESHttpPut action'],
  ['the account itself without a policy', user('111111111111'), 'DELETE', '/datasets', null, 'allowed'],
  ['the account itself where the policy denies it', user('111111111111'), 'DELETE', '/datasets-000001', [reads, denies], '403 User: arn:aws:iam::111111111111:user/u is not authorized to perform: es:ESHttpDelete with an explicit deny in a resource-based policy'],
  ['the account itself beside what is denied', user('111111111111'), 'DELETE', '/samples', [denies], 'allowed'],
  ['another account that the policy names', user('222222222222'), 'POST', '/datasets/_bulk', [friend], 'allowed'],
  ['another account that it does not name', user('333333333333'), 'HEAD', '/', [friend], '403 User: arn:aws:iam::333333333333:user/u is not authorized to perform: es:ESHttpHead because no resource-based policy allows the es:ESHttpHead action'],
] as const)('%s', (...[, caller, method, path, statements, expected]) => {
  expect(verdict(caller, method, path, statements)).toBe(expected);
});

test('only a signed request without the hash of its body must be read whole before it is let in', () => {
  const sha256 = createHash('sha256').update('x').digest('hex');
  const needs = (headers: Readonly<Record<string, string>>, target = '/'): boolean => needsBody(dataRequest('POST', target, headers));
  expect([needs({}), needs({ authorization: 'AWS4-HMAC-SHA256 ...' }), needs({ authorization: 'AWS4-HMAC-SHA256 ...', 'x-amz-content-sha256': sha256 }), needs({ authorization: 'AWS4-HMAC-SHA256 ...', 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' })]).toEqual([false, true, false, true]);
  expect(needs({}, '/?X-Amz-Signature=abc')).toBe(true);
});

test('a body is passed on part by part, and its last part only when the whole is what was signed', async () => {
  const parts = ['one ', 'two ', 'three'].map((text) => Buffer.from(text));
  const good = checkedBody(createHash('sha256').update('one two three').digest('hex'));
  expect((await buffer(Readable.from(parts).pipe(good))).toString()).toBe('one two three');
  const bad = checkedBody(createHash('sha256').update('one two four').digest('hex'));
  const seen: Buffer[] = [];
  bad.on('data', (chunk: Buffer) => { seen.push(chunk); });
  await expect(new Promise((resolve, reject) => { Readable.from(parts).pipe(bad).on('error', reject).on('end', resolve); })).rejects.toBeInstanceOf(DataError);
  expect(Buffer.concat(seen).toString()).toBe('one two ');
});
