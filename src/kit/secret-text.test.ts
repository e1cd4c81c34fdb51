import { expect, test } from 'vitest';
import { hideSecrets, secretsIn } from './secret-text.ts';

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
