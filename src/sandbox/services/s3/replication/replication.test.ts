import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { useDirectory } from '../../../authorise/policy-directory.ts';
import { regionMethods } from '../../../regions/region-methods.ts';
import { s3Service } from '../service.ts';
import { accountWithBucket, BACKUP, openFakeAccount, PLATFORM, type FakeAccount, type FakeAnswer } from '../testing/fake-account.ts';

type Values = Readonly<Record<string, unknown>>;
const ROLE = `arn:aws:iam::${PLATFORM}:role/replicator`;
const FAR = { region: 'us-east-2' } as const;

let account: FakeAccount;

const makeBucket = async (Bucket: string, as: { readonly region?: string; readonly account?: string } = FAR): Promise<void> => {
  await account.run('CreateBucket', { Bucket, CreateBucketConfiguration: { LocationConstraint: as.region ?? 'us-west-2' } }, as);
  await account.run('PutBucketVersioning', { Bucket, VersioningConfiguration: { Status: 'Enabled' } }, as);
};
const rule = (more: object = {}): Record<string, unknown> => ({ ID: 'r', Priority: 1, Status: 'Enabled', Filter: { Prefix: '' }, DeleteMarkerReplication: { Status: 'Disabled' }, Destination: { Bucket: 'arn:aws:s3:::replica' }, ...more });
const configure = (...Rules: readonly object[]): Promise<Values> => account.run('PutBucketReplication', { Bucket: 'source', ReplicationConfiguration: { Role: ROLE, Rules } });
const put = (key: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<FakeAnswer> => account.send({ method: 'PUT', path: `/source/${key}`, body, headers });
const get = (bucket: string, key: string, as: object = bucket === 'source' ? {} : FAR, query = ''): Promise<FakeAnswer> => account.send({ path: `/${bucket}/${key}`, query, ...as });
const status = async (key: string): Promise<string | undefined> => (await account.send({ method: 'HEAD', path: `/source/${key}` })).headers['x-amz-replication-status'];
const newKey = (): string => account.context.keys.managed('s3', { account: PLATFORM, region: 'us-west-2' });

/** Lets time pass and everything that is due meanwhile happen. */
async function pass(seconds: number): Promise<void> {
  account.tick(seconds);
  const timers = s3Service.timers?.(account.context) ?? [];
  for (const timer of timers.filter(({ name }) => name === 's3 replication')) {
    for (let at = timer.next(); at !== null && at <= account.nowMicros(); at = timer.next()) await timer.fire(at);
  }
}

beforeEach(async () => {
  account = await accountWithBucket('source', 'Enabled');
  await makeBucket('replica');
});
afterEach(() => account.close());

describe('replication of a bucket', () => {
  test('brings new versions after a lag, with their id, metadata, tags and time, and leaves what was there before', async () => {
    await put('before', 'old');
    await configure(rule());
    const put1 = await put('a', 'body', { 'content-type': 'text/plain', 'x-amz-meta-who': 'me', 'x-amz-tagging': 'k=v' });
    expect(await status('a')).toBe('PENDING');
    await pass(59);
    expect((await get('replica', 'a')).error).toBe('NoSuchKey');
    await pass(1);
    const [here, there] = [await get('source', 'a'), await get('replica', 'a')];
    expect(there.text).toBe('body');
    expect(there.headers).toEqual({ ...here.headers, 'x-amz-replication-status': 'REPLICA' });
    expect(there.headers).toMatchObject({ 'x-amz-version-id': put1.headers['x-amz-version-id'], 'x-amz-meta-who': 'me', 'x-amz-tagging-count': '1' });
    expect(await status('a')).toBe('COMPLETED');
    expect((await get('replica', 'a', FAR, `versionId=${put1.headers['x-amz-version-id'] ?? ''}`)).text).toBe('body');
    await pass(3600);
    expect([(await get('replica', 'before')).error, await status('before')]).toEqual(['NoSuchKey', undefined]);
  });

  test('keeps the order of a key\'s versions, and its bytes, when the source has lost everything', async () => {
    await configure(rule());
    const large = 'x'.repeat(300_000_000 / 100);
    await put('a', large);
    await put('a', 'small and later');
    await pass(120);
    account = account.reopen();
    for (const { Key, VersionId } of await versions('source')) await account.send({ method: 'DELETE', path: `/source/${Key}`, query: `versionId=${VersionId}` });
    await account.run('DeleteBucket', { Bucket: 'source' });
    await pass(120);
    expect((await get('replica', 'a')).text).toBe('small and later');
    expect((await versions('replica', FAR)).map(({ Key }) => Key)).toEqual(['a', 'a']);
    expect((await get('replica', 'a', FAR, `versionId=${(await versions('replica', FAR))[1]?.VersionId ?? ''}`)).text).toBe(large);
  });

  test('never brings a deletion by version, and delete markers only where the rule says so', async () => {
    await configure(rule({ Filter: { Prefix: 'with/' }, DeleteMarkerReplication: { Status: 'Enabled' } }), rule({ ID: 'w', Priority: 2, Filter: { Prefix: 'without/' } }));
    for (const key of ['with/a', 'without/a', 'with/b']) await put(key, key);
    await pass(60);
    for (const key of ['with/a', 'without/a']) await account.send({ method: 'DELETE', path: `/source/${key}` });
    const [version] = (await versions('source')).filter(({ Key }) => Key === 'with/b');
    await account.send({ method: 'DELETE', path: '/source/with/b', query: `versionId=${version?.VersionId ?? ''}` });
    await pass(60);
    expect([(await get('replica', 'with/a')).error, (await get('replica', 'without/a')).text, (await get('replica', 'with/b')).text]).toEqual(['NoSuchKey', 'without/a', 'with/b']);
    expect((await get('source', 'with/b')).error).toBe('NoSuchKey');
  });

  test('takes what prefix and tags of a rule select; a disabled rule takes nothing', async () => {
    await configure(rule({ Filter: { And: { Prefix: 'in/', Tags: [{ Key: 'keep', Value: 'yes' }] } } }), rule({ ID: 'off', Priority: 2, Status: 'Disabled' }));
    await put('in/a', 'a', { 'x-amz-tagging': 'keep=yes&more=1' });
    await put('in/b', 'b', { 'x-amz-tagging': 'keep=no' });
    await put('out/a', 'a', { 'x-amz-tagging': 'keep=yes' });
    await pass(60);
    expect((await versions('replica', FAR)).map(({ Key }) => Key)).toEqual(['in/a']);
    expect([await status('in/a'), await status('in/b')]).toEqual(['COMPLETED', undefined]);
  });

  test('of an object under a KMS key needs a rule that says so, and puts the replica under the key of its own region', async () => {
    const sealed = { 'x-amz-server-side-encryption': 'aws:kms', 'x-amz-server-side-encryption-aws-kms-key-id': newKey() };
    const there = account.context.keys.managed('s3', { account: PLATFORM, ...FAR });
    await configure(rule());
    await put('silent', 'secret', sealed);
    expect(await status('silent')).toBeUndefined();
    await configure(rule({ SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } }, Destination: { Bucket: 'arn:aws:s3:::replica', EncryptionConfiguration: { ReplicaKmsKeyID: there } } }));
    await put('a', 'secret', sealed);
    await put('plain', 'p');
    await pass(60);
    const replica = await get('replica', 'a');
    expect([replica.text, replica.headers['x-amz-server-side-encryption-aws-kms-key-id']]).toEqual(['secret', there]);
    expect((await get('replica', 'plain')).headers['x-amz-server-side-encryption']).toBe('AES256');
    await configure(rule({ SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } }, Destination: { Bucket: 'arn:aws:s3:::replica', EncryptionConfiguration: { ReplicaKmsKeyID: newKey() } } }));
    await put('b', 'secret', sealed);
    await pass(60);
    expect([await status('b'), (await get('replica', 'b')).error]).toEqual(['FAILED', 'NoSuchKey']);
  });

  test('to another account needs that bucket\'s consent, and is FAILED without', async () => {
    const theirs = { account: BACKUP, region: 'us-east-2' };
    await makeBucket('foreign', theirs);
    await configure(rule({ Destination: { Bucket: 'arn:aws:s3:::foreign', Account: BACKUP, AccessControlTranslation: { Owner: 'Destination' } } }));
    await put('a', '1');
    await pass(60);
    expect(await status('a')).toBe('FAILED');
    const Statement = [{ Effect: 'Allow', Principal: { AWS: ROLE }, Action: ['s3:ReplicateObject', 's3:ReplicateDelete'], Resource: 'arn:aws:s3:::foreign/*' }];
    await account.run('PutBucketPolicy', { Bucket: 'foreign', Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }, theirs);
    await put('b', '2');
    await pass(60);
    expect([await status('b'), (await get('foreign', 'b', theirs)).text, (await get('foreign', 'a', theirs)).error]).toEqual(['COMPLETED', '2', 'NoSuchKey']);
  });

  test('to two buckets is COMPLETED when both have it, FAILED when one has lost its versioning; replicas and copies begin anew', async () => {
    await makeBucket('second');
    await configure(rule(), rule({ ID: '2', Destination: { Bucket: 'arn:aws:s3:::second' } }));
    await put('a', '1');
    await pass(60);
    expect([await status('a'), (await get('replica', 'a')).text, (await get('second', 'a')).text]).toEqual(['COMPLETED', '1', '1']);
    await account.run('PutBucketVersioning', { Bucket: 'second', VersioningConfiguration: { Status: 'Suspended' } }, FAR);
    await account.send({ method: 'PUT', path: '/source/copied', headers: { 'x-amz-copy-source': '/source/a' } });
    expect(await status('copied')).toBe('PENDING');
    await pass(60);
    expect([await status('copied'), (await get('replica', 'copied')).text]).toEqual(['FAILED', '1']);
    await account.run('DeleteBucketReplication', { Bucket: 'source' });
    await account.send({ method: 'PUT', path: '/source/alone', headers: { 'x-amz-copy-source': '/source/a' } });
    expect(await status('alone')).toBeUndefined();
  });

  test.each<[string, readonly string[], 'COMPLETED' | 'FAILED']>([
    ['read and replicate', ['s3:GetObjectVersionForReplication', 's3:ReplicateObject'], 'COMPLETED'],
    ['only read', ['s3:GetObjectVersionForReplication'], 'FAILED'],
    ['only replicate', ['s3:ReplicateObject'], 'FAILED'],
  ])('as a role that may %s (%o) ends %s', async (_title, Action, expected) => {
    await configure(rule());
    const own = { Statement: [{ Effect: 'Allow', Action, Resource: ['arn:aws:s3:::source/*', 'arn:aws:s3:::replica/*'] }] } as const;
    const all = { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } as const;
    useDirectory(account.context.catalogue, { attached: ({ arn }) => ({ identity: [arn === ROLE ? own : all], boundary: null, serviceControl: [], resourceControl: [] }) });
    await put('a', '1');
    await pass(60);
    expect(await status('a')).toBe(expected);
    expect((await get('replica', 'a')).error ?? 'there').toBe(expected === 'COMPLETED' ? 'there' : 'NoSuchKey');
  });

  test('done twice for one version, as after a kill, leaves one replica', async () => {
    await configure(rule());
    await put('a', '1');
    const { db } = account.context.catalogue;
    const row = db.prepare('SELECT * FROM s3_replication').get() as Record<string, string | number | null>;
    await pass(60);
    db.prepare('INSERT INTO s3_replication (id, bucket, key, version, role, destination, target, due) VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(99, ...['bucket', 'key', 'version', 'role', 'destination', 'target', 'due'].map((name) => row[name] ?? null));
    account = account.reopen();
    await pass(0);
    expect(await versions('replica', FAR)).toHaveLength(1);
    expect(account.context.catalogue.db.prepare('SELECT count(*) AS n FROM s3_replication').get()).toEqual({ n: 0 });
  });

  test('is answered as it was sent, and keeps versioning from being suspended', async () => {
    const sent = rule({ Filter: { And: { Prefix: 'p', Tags: [{ Key: 'a', Value: 'b' }] } } });
    await configure(sent);
    expect(await account.run('GetBucketReplication', { Bucket: 'source' })).toEqual({ ReplicationConfiguration: { Role: ROLE, Rules: [sent] } });
    await expect(account.run('PutBucketVersioning', { Bucket: 'source', VersioningConfiguration: { Status: 'Suspended' } })).rejects.toMatchObject({ code: 'InvalidBucketState' });
    await account.run('DeleteBucketReplication', { Bucket: 'source' });
    await expect(account.run('GetBucketReplication', { Bucket: 'source' })).rejects.toMatchObject({ code: 'ReplicationConfigurationNotFoundError' });
  });

  test.each<[string, readonly object[], string, RegExp]>([
    ['without rules', [], 'MalformedXML', /well-formed/],
    ['in the older form', [{ ID: 'r', Status: 'Enabled', Prefix: '', Destination: { Bucket: 'arn:aws:s3:::replica' } }], 'NotImplemented', /older form/],
    ['to a bucket that is not there', [rule({ Destination: { Bucket: 'arn:aws:s3:::none' } })], 'InvalidRequest', /must exist/],
    ['to itself', [rule({ Destination: { Bucket: 'arn:aws:s3:::source' } })], 'InvalidRequest', /same as the source/],
    ['of delete markers by tag', [rule({ Filter: { Tag: { Key: 'a', Value: 'b' } }, DeleteMarkerReplication: { Status: 'Enabled' } })], 'InvalidRequest', /Tag filter/],
    ['of encrypted objects without a key', [rule({ SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } } })], 'InvalidRequest', /ReplicaKmsKeyID/],
    ['of existing objects', [rule({ ExistingObjectReplication: { Status: 'Enabled' } })], 'NotImplemented', /ExistingObjectReplication/],
    ['within a promised time', [rule({ Destination: { Bucket: 'arn:aws:s3:::replica', ReplicationTime: { Status: 'Enabled', Time: { Minutes: 15 } } } })], 'NotImplemented', /ReplicationTime/],
    ['with one priority twice', [rule(), rule({ ID: 's' })], 'InvalidRequest', /duplicate priority/],
  ])('is refused %s', async (_title, rules, code, message) => {
    await expect(configure(...rules)).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
  });

  test('needs versioning on both sides', async () => {
    account.close();
    account = openFakeAccount();
    await account.run('CreateBucket', { Bucket: 'source', CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } });
    await account.run('CreateBucket', { Bucket: 'replica', CreateBucketConfiguration: { LocationConstraint: 'us-east-2' } }, FAR);
    await expect(configure(rule())).rejects.toMatchObject({ code: 'InvalidRequest', message: expect.stringContaining('Versioning must be') as string });
    await account.run('PutBucketVersioning', { Bucket: 'source', VersioningConfiguration: { Status: 'Enabled' } });
    await expect(configure(rule())).rejects.toMatchObject({ code: 'InvalidRequest', message: expect.stringContaining('must have versioning enabled') as string });
  });
});

async function versions(bucket: string, as: object = {}): Promise<readonly { readonly Key: string; readonly VersionId: string }[]> {
  const { text } = await account.send({ path: `/${bucket}`, query: 'versions', ...as });
  return [...text.matchAll(/<(?:Version|DeleteMarker)>.*?<Key>(.*?)<\/Key>.*?<VersionId>(.*?)<\/VersionId>/gs)].map(([, Key = '', VersionId = '']) => ({ Key, VersionId }));
}

describe('replication between regions that cannot reach each other', () => {
  const control = (method: string, params: object): unknown => regionMethods(account.context)[method]?.({ ...params });

  test.each<[string, [string, object], [string, object]]>([
    ['the source\'s region is cut', ['cut-region', { region: 'us-west-2', how: 'partition' }], ['heal-region', { region: 'us-west-2' }]],
    ['the destination\'s region is cut', ['cut-region', { region: 'us-east-2', how: 'black-hole' }], ['heal-region', { region: 'us-east-2' }]],
    ['copies are held', ['hold-copies', { region: 'us-west-2', held: true }], ['hold-copies', { region: 'us-west-2', held: false }]],
  ])('waits PENDING while %s, and goes on in order afterwards', async (_title, halt, resume) => {
    await configure(rule({ DeleteMarkerReplication: { Status: 'Enabled' } }));
    await put('a', 'first');
    control(...halt);
    await pass(86_400);
    await put('a', 'second');
    await put('b', 'other');
    await account.send({ method: 'DELETE', path: '/source/b' });
    await pass(86_400);
    expect([await status('a'), (await get('replica', 'a')).error, (await get('replica', 'b')).error]).toEqual(['PENDING', 'NoSuchKey', 'NoSuchKey']);
    account = account.reopen();
    await pass(86_400);
    expect((await get('replica', 'a')).error).toBe('NoSuchKey');
    control(...resume);
    await pass(0);
    expect([await status('a'), (await get('replica', 'a')).text, (await get('replica', 'b')).error]).toEqual(['COMPLETED', 'second', 'NoSuchKey']);
    expect((await get('replica', '', FAR, 'versions')).text.match(/<Key>[ab]<\/Key>/g)).toEqual(['<Key>a</Key>', '<Key>a</Key>', '<Key>b</Key>', '<Key>b</Key>']);
  });

  test('goes on within a region that is cut', async () => {
    await makeBucket('near', {});
    await configure(rule({ Destination: { Bucket: 'arn:aws:s3:::near' } }));
    control('cut-region', { region: 'us-west-2', how: 'refuse' });
    await put('a', 'here');
    await pass(60);
    expect((await get('near', 'a', {})).text).toBe('here');
  });
});
