import { beforeEach, describe, expect, test } from 'vitest';
import { fakeKms, type FakeKms } from './testing/fake-kms.ts';

const BACKUP = { account: '222222222222', user: 'backup-admin' };
const code = (name: string): object => expect.objectContaining({ code: name });
const bytes = (text: string): Buffer => Buffer.from(text);
const policy = (...statements: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const OWNER = { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111111111111:root' }, Action: 'kms:*', Resource: '*' };

let kms: FakeKms;
beforeEach(() => { kms = fakeKms(); });

async function sealed(KeyId: string, text: string, EncryptionContext?: Record<string, string>): Promise<Buffer> {
  return (await kms.run('Encrypt', { KeyId, Plaintext: bytes(text), EncryptionContext }))['CiphertextBlob'] as Buffer;
}

describe('encryption under a key', () => {
  test('comes back only with the same context; the blob alone names its key; it does not hold the plaintext', async () => {
    const key = await kms.newKey();
    const blob = await sealed(key, 'a secret of the portal', { app: 'portal', env: 'prod' });
    expect(blob.includes('secret')).toBe(false);
    expect(await kms.run('Decrypt', { CiphertextBlob: blob, EncryptionContext: { env: 'prod', app: 'portal' } })).toEqual({ KeyId: key, Plaintext: bytes('a secret of the portal'), EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' });
    await expect(kms.run('Decrypt', { CiphertextBlob: blob })).rejects.toEqual(code('InvalidCiphertextException'));
    await expect(kms.run('Decrypt', { CiphertextBlob: blob, EncryptionContext: { app: 'portal', env: 'test' } })).rejects.toEqual(code('InvalidCiphertextException'));
  });

  test('a changed byte anywhere and foreign bytes are told as an invalid ciphertext', async () => {
    const blob = await sealed(await kms.newKey(), 'x');
    for (let at = 22; at < blob.length; at += 1) {
      const bad = Buffer.from(blob);
      bad[at] = (bad[at] ?? 0) ^ 1;
      await expect(kms.run('Decrypt', { CiphertextBlob: bad })).rejects.toEqual(code('InvalidCiphertextException'));
    }
    await expect(kms.run('Decrypt', { CiphertextBlob: bytes('no ciphertext at all, though it is long enough for one') })).rejects.toEqual(code('InvalidCiphertextException'));
  });

  test('belongs to its region and account: another one is not told whether the key exists', async () => {
    const blob = await sealed(await kms.newKey(), 'x');
    await expect(kms.run('Decrypt', { CiphertextBlob: blob }, { region: 'us-east-2' })).rejects.toEqual(code('AccessDeniedException'));
    await expect(kms.run('Decrypt', { CiphertextBlob: blob }, BACKUP)).rejects.toThrow(/does not exist, does not exist in this region, or you are not allowed/);
  });

  test('another key than the blob\'s is the incorrect one', async () => {
    const blob = await sealed(await kms.newKey(), 'x');
    await expect(kms.run('Decrypt', { CiphertextBlob: blob, KeyId: await kms.newKey() })).rejects.toEqual(code('IncorrectKeyException'));
  });

  test('a data key is wrapped under the key; re-encryption moves it to another one unseen', async () => {
    const [first, second] = [await kms.newKey(), await kms.newKey()];
    const { Plaintext, CiphertextBlob } = await kms.run('GenerateDataKey', { KeyId: first, KeySpec: 'AES_256' });
    expect((Plaintext as Buffer).length).toBe(32);
    const moved = await kms.run('ReEncrypt', { CiphertextBlob, DestinationKeyId: second, DestinationEncryptionContext: { a: 'b' } });
    expect(moved).toMatchObject({ SourceKeyId: first, KeyId: second });
    expect((await kms.run('Decrypt', { CiphertextBlob: moved['CiphertextBlob'], EncryptionContext: { a: 'b' } }))['Plaintext']).toEqual(Plaintext);
    expect(await kms.run('GenerateDataKeyWithoutPlaintext', { KeyId: first, NumberOfBytes: 7 })).not.toHaveProperty('Plaintext');
  });

  test('survives rotation, which changes what new ciphertexts are made with', async () => {
    const key = await kms.newKey();
    const before = await sealed(key, 'old');
    await kms.run('EnableKeyRotation', { KeyId: key, RotationPeriodInDays: 90 });
    await kms.advance(91);
    const after = await sealed(key, 'new');
    expect(after.subarray(0, 26)).not.toEqual(before.subarray(0, 26));
    expect((await kms.run('Decrypt', { CiphertextBlob: before }))['Plaintext']).toEqual(bytes('old'));
    expect(await kms.run('GetKeyRotationStatus', { KeyId: key })).toMatchObject({ KeyRotationEnabled: true, RotationPeriodInDays: 90 });
  });
});

describe('a key that cannot be used', () => {
  test('disabled, it says so; enabled again, it decrypts what it encrypted', async () => {
    const key = await kms.newKey();
    const blob = await sealed(key, 'x');
    await kms.run('DisableKey', { KeyId: key });
    await expect(kms.run('Decrypt', { CiphertextBlob: blob })).rejects.toMatchObject({ code: 'DisabledException', message: `${key} is disabled.`, status: 400 });
    await expect(sealed(key, 'y')).rejects.toEqual(code('DisabledException'));
    await kms.run('EnableKey', { KeyId: key });
    expect((await kms.run('Decrypt', { CiphertextBlob: blob }))['Plaintext']).toEqual(bytes('x'));
  });

  test('scheduled for deletion it is unusable at once, can be saved until the day, and is gone with its aliases after it', async () => {
    const key = await kms.newKey();
    const blob = await sealed(key, 'x');
    await kms.run('CreateAlias', { AliasName: 'alias/portal', TargetKeyId: key });
    await expect(kms.run('ScheduleKeyDeletion', { KeyId: key, PendingWindowInDays: 6 })).rejects.toEqual(code('ValidationException'));
    await kms.run('ScheduleKeyDeletion', { KeyId: key, PendingWindowInDays: 7 });
    await expect(kms.run('Decrypt', { CiphertextBlob: blob })).rejects.toMatchObject({ code: 'KMSInvalidStateException', message: `${key} is pending deletion.` });
    await kms.advance(6);
    await kms.run('CancelKeyDeletion', { KeyId: key });
    expect(await kms.run('DescribeKey', { KeyId: 'alias/portal' })).toMatchObject({ KeyMetadata: { KeyState: 'Disabled', Enabled: false } });
    await kms.run('ScheduleKeyDeletion', { KeyId: key, PendingWindowInDays: 7 });
    await kms.advance(8);
    await expect(kms.run('DescribeKey', { KeyId: key })).rejects.toMatchObject({ code: 'NotFoundException', message: `Key '${key}' does not exist` });
    await expect(kms.run('DescribeKey', { KeyId: 'alias/portal' })).rejects.toEqual(code('NotFoundException'));
    await expect(kms.run('Decrypt', { CiphertextBlob: blob })).rejects.toEqual(code('AccessDeniedException'));
    const left = kms.catalogue.db.prepare('SELECT (SELECT count(*) FROM kms_backing WHERE key = ?) + (SELECT count(*) FROM kms_data_key WHERE key = ?) AS rows').get(key, key);
    expect(left).toEqual({ rows: 0 });
  });
});

describe('who may use a key', () => {
  test('another account only by the key\'s policy, and only what that allows', async () => {
    const reader = { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::222222222222:user/backup-admin' }, Action: ['kms:Decrypt', 'kms:DescribeKey'], Resource: '*' };
    const key = await kms.newKey({ Policy: policy(OWNER, reader) });
    const blob = await sealed(key, 'x');
    expect((await kms.run('Decrypt', { CiphertextBlob: blob }, BACKUP))['Plaintext']).toEqual(bytes('x'));
    await expect(kms.run('Encrypt', { KeyId: key, Plaintext: bytes('y') }, BACKUP)).rejects.toEqual(code('AccessDeniedException'));
    await expect(kms.run('ScheduleKeyDeletion', { KeyId: key }, BACKUP)).rejects.toEqual(code('AccessDeniedException'));
    await expect(kms.run('Decrypt', { CiphertextBlob: blob }, { ...BACKUP, user: 'other' })).rejects.toEqual(code('AccessDeniedException'));
  });

  test('its own account only when the policy says so, and a deny wins', async () => {
    const deny = { Effect: 'Deny', Principal: { AWS: 'arn:aws:iam::111111111111:user/app' }, Action: 'kms:Decrypt', Resource: '*' };
    const key = await kms.newKey({ Policy: policy(OWNER, deny) });
    const blob = await sealed(key, 'x');
    await expect(kms.run('Decrypt', { CiphertextBlob: blob, KeyId: key }, { user: 'app' })).rejects.toThrow(/explicit deny/);
    await kms.run('PutKeyPolicy', { KeyId: key, PolicyName: 'default', Policy: policy({ ...OWNER, Principal: { AWS: 'arn:aws:iam::111111111111:user/tester' } }) });
    await expect(kms.run('DescribeKey', { KeyId: key }, { user: 'someone' })).rejects.toEqual(code('AccessDeniedException'));
  });

  test('a policy that locks its author out is refused, as is one with a condition that would not be evaluated', async () => {
    await expect(kms.newKey({ Policy: policy({ ...OWNER, Principal: { AWS: 'arn:aws:iam::222222222222:root' } }) })).rejects.toThrow(/will not allow you to update the key policy/);
    await expect(kms.newKey({ Policy: policy({ ...OWNER, Condition: { StringEquals: { 'kms:ViaService': 's3.us-west-2.amazonaws.com' } } }) })).rejects.toEqual(code('MalformedPolicyDocumentException'));
  });

  test('a grant lets a principal do what it lists, under its constraint, until it is revoked or retired', async () => {
    const key = await kms.newKey();
    const blob = await sealed(key, 'x', { db: 'portal' });
    const grant = { KeyId: key, GranteePrincipal: 'arn:aws:iam::222222222222:user/backup-admin', Operations: ['Decrypt', 'RetireGrant'], Constraints: { EncryptionContextSubset: { db: 'portal' } }, Name: 'restore' };
    const { GrantId } = await kms.run('CreateGrant', grant);
    expect((await kms.run('CreateGrant', grant))['GrantId']).toBe(GrantId);
    expect((await kms.run('Decrypt', { CiphertextBlob: blob, EncryptionContext: { db: 'portal' } }, BACKUP))['Plaintext']).toEqual(bytes('x'));
    await expect(kms.run('Decrypt', { CiphertextBlob: await sealed(key, 'x') }, BACKUP)).rejects.toEqual(code('AccessDeniedException'));
    expect((await kms.run('ListGrants', { KeyId: key }))['Grants']).toMatchObject([{ GrantId, Operations: ['Decrypt', 'RetireGrant'] }]);
    await expect(kms.run('RetireGrant', { KeyId: key, GrantId }, { ...BACKUP, user: 'other' })).rejects.toEqual(code('AccessDeniedException'));
    await kms.run('RetireGrant', { KeyId: key, GrantId }, BACKUP);
    await expect(kms.run('Decrypt', { CiphertextBlob: blob, EncryptionContext: { db: 'portal' } }, BACKUP)).rejects.toEqual(code('AccessDeniedException'));
    await expect(kms.run('RevokeGrant', { KeyId: key, GrantId })).rejects.toEqual(code('NotFoundException'));
  });
});

test.each<[string, string, Record<string, unknown>, string]>([
  ['an alias that exists', 'CreateAlias', { AliasName: 'alias/there', TargetKeyId: 'KEY' }, 'AlreadyExistsException'],
  ['an alias of AWS', 'CreateAlias', { AliasName: 'alias/aws/portal', TargetKeyId: 'KEY' }, 'InvalidAliasNameException'],
  ['a name without the prefix', 'CreateAlias', { AliasName: 'portal', TargetKeyId: 'KEY' }, 'ValidationException'],
  ['an alias for an alias', 'CreateAlias', { AliasName: 'alias/two', TargetKeyId: 'alias/there' }, 'NotFoundException'],
  ['an unknown alias', 'DescribeKey', { KeyId: 'alias/nowhere' }, 'NotFoundException'],
  ['a key of another region', 'DescribeKey', { KeyId: 'arn:aws:kms:us-east-2:111111111111:key/00000000-0000-0000-0000-000000000000' }, 'NotFoundException'],
  ['too long a plaintext', 'Encrypt', { KeyId: 'KEY', Plaintext: Buffer.alloc(4097) }, 'ValidationException'],
  ['a data key of no size', 'GenerateDataKey', { KeyId: 'KEY' }, 'ValidationException'],
  ['an asymmetric key', 'CreateKey', { KeySpec: 'RSA_2048' }, 'UnsupportedOperationException'],
  ['a key of several regions', 'CreateKey', { MultiRegion: true }, 'UnsupportedOperationException'],
  ['a dry run', 'Encrypt', { KeyId: 'KEY', Plaintext: Buffer.alloc(1), DryRun: true }, 'UnsupportedOperationException'],
  ['a tag of AWS', 'TagResource', { KeyId: 'KEY', Tags: [{ TagKey: 'aws:x', TagValue: 'y' }] }, 'TagException'],
])('%s is refused', async (_title, operation, input, expected) => {
  const key = await kms.newKey();
  await kms.run('CreateAlias', { AliasName: 'alias/there', TargetKeyId: key });
  const filled = Object.fromEntries(Object.entries(input).map(([name, value]) => [name, value === 'KEY' ? key : value]));
  await expect(kms.run(operation, filled)).rejects.toMatchObject({ code: expected, status: 400 });
});

test('lists of keys and aliases come in pages that neither repeat nor skip, of one account and region', async () => {
  const made = [];
  for (let i = 0; i < 7; i += 1) made.push(await kms.newKey());
  await kms.newKey({}, BACKUP);
  const found: string[] = [];
  let Marker: unknown;
  do {
    const page = await kms.run('ListKeys', { Limit: 3, ...(Marker === undefined ? {} : { Marker }) });
    found.push(...(page['Keys'] as { KeyArn: string }[]).map(({ KeyArn }) => KeyArn));
    Marker = page['NextMarker'];
  } while (Marker !== undefined);
  expect(found).toEqual([...made].sort());
});
