import { expect, test } from 'vitest';
import { hideSecrets, hideSecretsIn, secretsIn } from './secret-text.ts';

test.each([
  ['AKIAIOSFODNN7EXAMPL3 used', 'AKIAIOSFODNN7EXAMPL3'],
  ['{"password":"correct horse"}', 'correct'],
  [JSON.stringify({ note: 'password="hunter2hunter2"' }), 'hunter2hunter2'],
  ['postgres://app:s3cr3t-pw@db.example/portal', 's3cr3t-pw'],
  ['Authorization: Bearer abcdefghijklmnop1234', 'abcdefghijklmnop1234'],
  ['aws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY', 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY'],
])('%s hides its secret', (text, secret) => {
  expect(secretsIn(text)).toContain(secret);
  expect(hideSecrets(text)).not.toContain(secret);
});

test('hashes, ARNs, ids and settings that speak of secrets are left as they are', () => {
  for (const text of ['ef'.repeat(32), 'arn:aws:iam::111111111111:role/drill-operator', '{"adminSecret":"/portal/stores/dr-s1/admin"}', '{"token":"0007-rds-loss/3"}', 'https://127.0.0.1:4566/x']) expect(hideSecrets(text)).toBe(text);
});

const KEY = ['-----BEGIN RSA PRIVATE KEY-----', 'Proc-Type: 4,ENCRYPTED', ...Array.from({ length: 80 }, (_, n) => `MIIEpAIBAAKCAQEA${n}abcdefghijklmnopqrstuvwxyz+/`), '-----END RSA PRIVATE KEY-----'].join('\n');

test.each([
  ['a key of any length', { note: `it said\n${KEY}\nand went on` }, 'MIIEpAIBAAKCAQEA79'],
  ['a key whose end was cut off', { note: KEY.slice(0, 900) }, 'MIIEpAIBAAKCAQEA9'],
  ['a key inside JSON inside a text', { note: JSON.stringify({ pem: KEY }) }, 'MIIEpAIBAAKCAQEA40'],
  ['what stands under the name of a password', { db: { password: 'correct horse, battery' } }, 'battery'],
  ['a password that is a number', { db: { password: 12_345_678 } }, '12345678'],
  ['a secret key bare beside its id', { out: 'ASIAIOSFODNN7EXAMPL3 wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEYab' }, 'wJalrXUtnFEMI'],
  ['a webhook with its token', { url: 'https://hooks.slack.com/services/T0001/B0001/abcdEFGH1234' }, 'abcdEFGH1234'],
  ['a webhook of another kind', { url: 'https://chat.example/api/webhooks/118/zzYYxxWWvvUU99' }, 'zzYYxxWWvvUU99'],
  ['a signature in a query', { url: 'https://x.example/a?b=1&sig=abCD1234efGH' }, 'abCD1234efGH'],
  ['a secret that is named once and repeated elsewhere', { a: 'password=Xk29fjw0QQ', b: 'tried Xk29fjw0QQ again' }, 'Xk29fjw0QQ'],
  ['a secret in the name of a field', { tags: { 'Bearer abcdefghijklmnop1234': 'x' } }, 'abcdefghijklmnop1234'],
])('%s is hidden in data', (_, data, secret) => {
  expect(JSON.stringify(data)).toContain(secret);
  expect(JSON.stringify(hideSecretsIn(data))).not.toContain(secret);
});

test('a key that begins in one field and ends in another leaves the fields between them whole', () => {
  const data = { first: '-----BEGIN PRIVATE KEY-----', outcome: 'failed', last: '-----END PRIVATE KEY-----' };
  expect(hideSecretsIn(data)).toEqual(data);
});

test('a word beside "password" changes no other field that has the same word', () => {
  expect(hideSecretsIn({ outcome: 'failed', message: 'password: failed' })).toEqual({ outcome: 'failed', message: 'password: [secret removed]' });
});

test('data without secrets is left as it is', () => {
  const data = { token: '0007-rds-loss/3', adminSecret: '/portal/stores/dr-s1/admin', url: 'https://127.0.0.1:4566/x', arn: 'arn:aws:s3:::portal-files', list: [1, null, true], docs: 'https://docs.example/hooks/getting-started-with-hooks' };
  expect(hideSecretsIn(data)).toEqual(data);
});

test.each(['MasterUserPassword: .password, ApplyImmediately', 'PGPASSWORD="$DB_PASSWORD" psql', 'password: ${MASTER_PASSWORD}', 'password=<your password>', "client_secret: '{{ vault.secret }}'", 'password: process.env.PORTAL_PASSWORD,'])('%s says where a secret is read from and is none', (text) => {
  expect(secretsIn(text)).toEqual([]);
});

test('a password that begins like a variable is one all the same', () => {
  expect(secretsIn('password=$ecret-2026!')).toEqual(['$ecret-2026!']);
  expect(secretsIn('password=.hidden-2026!')).toEqual(['.hidden-2026!']);
});
