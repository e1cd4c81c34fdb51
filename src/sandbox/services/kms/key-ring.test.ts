import { beforeEach, expect, test } from 'vitest';
import { fakeKms, type FakeKms } from './testing/fake-kms.ts';

const HERE = { account: '111111111111', region: 'us-west-2' };
const ROLE = { account: '222222222222', arn: 'arn:aws:sts::222222222222:assumed-role/aws-backup/job' };

let kms: FakeKms;
beforeEach(() => { kms = fakeKms(); });

test('what is sealed under a key comes back whole, also 8 MB, and cannot be read from the sealed bytes', async () => {
  const key = await kms.newKey();
  const plain = Buffer.alloc(8 * 1024 * 1024, 'rows of the portal ');
  const sealed = kms.ring.seal(key, plain);
  expect(sealed.includes('rows of the portal')).toBe(false);
  expect(kms.ring.unseal(key, sealed).equals(plain)).toBe(true);
  expect(kms.ring.seal(key, Buffer.from('same')).equals(kms.ring.seal(key, Buffer.from('same')))).toBe(false);
  expect(kms.ring.unseal(key, kms.ring.seal(key, Buffer.alloc(0)))).toHaveLength(0);
});

test('sealed bytes are refused when they were changed, cut, or belong to another key', async () => {
  const [key, other] = [await kms.newKey(), await kms.newKey()];
  const sealed = kms.ring.seal(key, Buffer.from('x'.repeat(100)));
  const changed = Buffer.from(sealed);
  changed[sealed.length - 1] = (changed[sealed.length - 1] ?? 0) ^ 1;
  for (const bad of [changed, sealed.subarray(0, -1), Buffer.from('short'), Buffer.alloc(200)]) expect(() => kms.ring.unseal(key, bad)).toThrow(expect.objectContaining({ code: 'InvalidCiphertextException' }));
  expect(() => kms.ring.unseal(other, sealed)).toThrow(expect.objectContaining({ code: 'IncorrectKeyException' }));
});

test('a key that is disabled, waits for deletion or is gone neither seals nor unseals', async () => {
  const key = await kms.newKey();
  const sealed = kms.ring.seal(key, Buffer.from('x'));
  const fails = (code: string): void => {
    expect(kms.ring.problem(key, 'decrypt', null)).toMatchObject({ code });
    expect(() => kms.ring.unseal(key, sealed)).toThrow(expect.objectContaining({ code }));
    expect(() => kms.ring.seal(key, sealed)).toThrow(expect.objectContaining({ code }));
  };
  await kms.run('DisableKey', { KeyId: key });
  fails('DisabledException');
  await kms.run('EnableKey', { KeyId: key });
  expect(kms.ring.unseal(key, sealed).toString()).toBe('x');
  await kms.run('ScheduleKeyDeletion', { KeyId: key, PendingWindowInDays: 7 });
  fails('KMSInvalidStateException');
  await kms.advance(7);
  fails('NotFoundException');
});

test('a data key whose transaction was undone is never used again', async () => {
  const key = await kms.newKey();
  const { db } = kms.catalogue;
  db.exec('BEGIN');
  kms.ring.seal(key, Buffer.from('lost with its transaction'));
  db.exec('ROLLBACK');
  const sealed = kms.ring.seal(key, Buffer.from('kept'));
  expect(db.prepare('SELECT count(*) AS n FROM kms_data_key WHERE key = ?').get(key)).toEqual({ n: 1 });
  expect(kms.ring.unseal(key, sealed).toString()).toBe('kept');
});

test('names of every form find the key of an account and region; an AWS managed one is made at first use and stays', async () => {
  const key = await kms.newKey();
  await kms.run('CreateAlias', { AliasName: 'alias/portal-data', TargetKeyId: key });
  for (const ref of [key, key.split('/')[1] ?? '', 'alias/portal-data', 'arn:aws:kms:us-west-2:111111111111:alias/portal-data']) expect(kms.ring.resolve(ref, HERE)).toBe(key);
  expect(() => kms.ring.resolve('alias/portal-data', { ...HERE, region: 'us-east-2' })).toThrow(expect.objectContaining({ code: 'NotFoundException' }));
  const managed = kms.ring.managed('rds', HERE);
  expect(kms.ring.managed('rds', HERE)).toBe(managed);
  expect(kms.ring.resolve('alias/aws/rds', HERE)).toBe(managed);
  expect(kms.ring.managed('rds', { ...HERE, account: '222222222222' })).not.toBe(managed);
  await expect(kms.run('ScheduleKeyDeletion', { KeyId: managed })).rejects.toMatchObject({ code: 'AccessDeniedException' });
});

test('a principal of another account needs the key\'s policy, for a role named as the role', async () => {
  const own = { account: '111111111111', arn: 'arn:aws:iam::111111111111:user/platform-admin' };
  const Policy = (...extra: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111111111111:root' }, Action: 'kms:*', Resource: '*' }, ...extra] });
  const key = await kms.newKey({ Policy: Policy() });
  expect(kms.ring.problem(key, 'encrypt', own)).toBeNull();
  expect(kms.ring.problem(key, 'encrypt', ROLE)).toMatchObject({ code: 'AccessDeniedException' });
  await kms.run('PutKeyPolicy', { KeyId: key, Policy: Policy({ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::222222222222:role/aws-backup' }, Action: 'kms:Decrypt', Resource: '*' }) });
  expect(kms.ring.problem(key, 'decrypt', ROLE)).toBeNull();
  expect(kms.ring.problem(key, 'encrypt', ROLE)).toMatchObject({ code: 'AccessDeniedException' });
  const managed = kms.ring.managed('s3', HERE);
  expect(kms.ring.problem(managed, 'decrypt', own)).toBeNull();
  expect(kms.ring.problem(managed, 'decrypt', ROLE)).toMatchObject({ code: 'AccessDeniedException' });
});
