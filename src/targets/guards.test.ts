import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accountGuards, endpointVariables } from './guards.ts';

const guards = { allowAccounts: ['111111111111', '222222222222'], blockAccounts: ['999999999999'] };
const account = { id: '111111111111', alias: 'platform-sandbox' };
const allowed = (over: { readonly guards?: object; readonly account?: object } = {}): boolean => accountGuards({ ...guards, ...over.guards }, { ...account, ...over.account }).every((reading) => reading.ok);

describe('account guards', () => {
  test('let the listed sandbox account through', () => {
    expect(allowed()).toBe(true);
  });

  test.each([
    ['an account that is not listed', { account: { id: '333333333333' } }],
    ['an account on both lists', { guards: { blockAccounts: ['111111111111'] } }],
    ['an empty allow-list', { guards: { allowAccounts: [] } }],
    ['an empty block-list', { guards: { blockAccounts: [] } }],
    ['a missing allow-list', { guards: { allowAccounts: undefined } }],
    ['a missing block-list', { guards: { blockAccounts: undefined } }],
    ['a glob', { guards: { allowAccounts: ['*'] } }],
    ['a glob beside a right id', { guards: { allowAccounts: ['111111111111', '*'] } }],
    ['an unquoted id', { guards: { allowAccounts: [111_111_111_111] } }],
    ['an unquoted account', { account: { id: 111_111_111_111 } }],
    ['an id with a space', { account: { id: '111111111111 ' } }],
    ['an id in other digits', { guards: { allowAccounts: ['１１１１１１１１１１１１'] }, account: { id: '１１１１１１１１１１１１' } }],
    ['an id of 11 digits', { guards: { allowAccounts: ['11111111111'] }, account: { id: '11111111111' } }],
    ['a list that is a text', { guards: { allowAccounts: '111111111111' } }],
    ['no account id', { account: { id: undefined } }],
    ['an empty alias', { account: { alias: '' } }],
    ['no alias', { account: { alias: null } }],
  ])('refuse %s', (_, over) => {
    expect(allowed(over)).toBe(false);
  });

  test.each(['prod', 'acme-prod', 'prod-eu', 'acme-prod-eu', 'prod2', 'prod-2', 'production', 'prd', 'pr0d', 'non-prod', 'PROD', 'Prod', 'acme_prod', 'acme.prod', 'acme prod', 'prоd', 'ｐｒｏｄ', 'pro\u200Bd', 'acme--prod', '-prod', 'prod-'])('refuse the alias %j', (alias) => {
    expect(allowed({ account: { alias } })).toBe(false);
  });

  test.each(['nonprod', 'acme-nonprod', 'preprod', 'product-team', 'producer', 'sandbox', 'reproduce', 'dr-2'])('let the alias %j through', (alias) => {
    expect(allowed({ account: { alias } })).toBe(true);
  });

  test('any change of a valid guard config refuses or leaves the listed account alone: none lets a blocked or unlisted account in', () => {
    const junk = fc.anything();
    fc.assert(fc.property(fc.oneof(junk, fc.array(fc.oneof(junk, fc.constantFrom(...guards.allowAccounts)))), fc.oneof(junk, fc.array(fc.oneof(junk, fc.constantFrom(...guards.blockAccounts)))), fc.oneof(junk, fc.constantFrom('999999999999', '333333333333')), (allowAccounts, blockAccounts, id) => {
      const listed = Array.isArray(allowAccounts) && allowAccounts.includes(id) && Array.isArray(blockAccounts) && blockAccounts.length > 0 && !blockAccounts.includes(id);
      if (!listed) expect(allowed({ guards: { allowAccounts, blockAccounts }, account: { id } })).toBe(false);
    }));
  });

  test('an alias with a production token between hyphens is refused wherever it stands', () => {
    const word = fc.stringMatching(/^[a-z0-9]{1,8}$/);
    fc.assert(fc.property(fc.array(word, { maxLength: 3 }), fc.array(word, { maxLength: 3 }), (before, after) => {
      expect(allowed({ account: { alias: [...before, 'prod', ...after].join('-') } })).toBe(false);
    }));
  });
});

describe('other guards', () => {
  test('a variable that moves endpoints is named', () => {
    expect(endpointVariables({ AWS_REGION: 'x' }).ok).toBe(true);
    expect(endpointVariables({ AWS_ENDPOINT_URL_S3: 'http://x', aws_endpoint_url: 'y' })).toMatchObject({ ok: false, detail: expect.stringContaining('AWS_ENDPOINT_URL_S3') });
  });
});
