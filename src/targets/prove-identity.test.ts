import { expect, test } from 'vitest';
import { namesPrincipal } from './prove-identity.ts';

const expected = { account: '111111111111', name: 'drill-operator' };

test.each(['arn:aws:sts::111111111111:assumed-role/drill-operator/run-1', 'arn:aws:iam::111111111111:user/drill-operator'])('%s is the expected principal', (arn) => {
  expect(namesPrincipal(arn, expected)).toBe(true);
});

test.each([
  'arn:aws:sts::222222222222:assumed-role/drill-operator/run-1',
  'arn:aws:sts::111111111111:assumed-role/drill-operator-backup/run-1',
  'arn:aws:sts::111111111111:assumed-role/drill-operator',
  'arn:aws:sts::111111111111:assumed-role/drill-operator/a/b',
  'arn:aws:sts::111111111111:federated-user/drill-operator',
  'arn:aws:iam::111111111111:root',
  'arn:aws:iam::111111111111:role/drill-operator',
  'arn:aws-cn:iam::111111111111:user/drill-operator',
  'arn:aws:iam::111111111111:user/drill-operator:x',
  '',
])('%j is not', (arn) => {
  expect(namesPrincipal(arn, expected)).toBe(false);
});
