import { array, assert, asyncProperty, boolean, constantFrom, integer, record, string } from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFakeAccount } from '../testing/fake-account.ts';
import type { FakeAccount, FakeRequest } from '../testing/fake-account.ts';

let s3: FakeAccount;
let made = 0;

beforeAll(() => { s3 = openFakeAccount(); });
afterAll(() => s3.close());

/** A new bucket in the one account of this file. */
async function newBucket(versioning?: 'Enabled'): Promise<string> {
  made += 1;
  const Bucket = `box-${made}`;
  await s3.run('CreateBucket', { Bucket, CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } });
  if (versioning) await s3.run('PutBucketVersioning', { Bucket, VersioningConfiguration: { Status: versioning } });
  return `/${Bucket}`;
}

/** A text made of few characters, so that keys share prefixes, groups and odd neighbours (UTF-16 and UTF-8 order differ for the last two). */
const keys = array(constantFrom('a', 'b', '/', ' ', '+', 'é', '～', '😀'), { minLength: 1, maxLength: 5 }).map((chars) => chars.join(''));

const unescape = (value: string): string => decodeURIComponent(value);
const all = (xml: string, element: string): readonly string[] => [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map((match) => match[1] ?? '');
const one = (xml: string, element: string): string | undefined => all(xml, element)[0];
const bytewise = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
const encode = encodeURIComponent;

/** What S3 lists: keys below the prefix in byte order, with everything behind the delimiter rolled up. */
function model(existing: readonly string[], prefix: string, delimiter: string): readonly string[] {
  const names = existing.filter((key) => key.startsWith(prefix)).map((key) => {
    const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    return at < 0 ? key : `[${key.slice(0, at + delimiter.length)}]`;
  });
  return [...new Set(names)].sort((a, b) => bytewise(a.replace(/^\[(.*)\]$/s, '$1'), b.replace(/^\[(.*)\]$/s, '$1')));
}

async function pages(box: string, query: string, next: (xml: string) => string): Promise<readonly string[]> {
  const names: string[] = [];
  let continued = '';
  for (let page = 0; page < 200; page += 1) {
    const { text, error } = await s3.send({ path: box, query: `${query}${continued}` });
    expect(error).toBeNull();
    for (const [, key, prefix] of text.matchAll(/<Contents><Key>([^<]*)<|<CommonPrefixes><Prefix>([^<]*)</g)) names.push(key === undefined ? `[${unescape(prefix ?? '')}]` : unescape(key));
    if (one(text, 'IsTruncated') === 'false') return names;
    continued = next(text);
  }
  throw new Error('the listing does not end');
}

test('both object listings show what a model shows, whatever the page size, in byte order and without deleted keys', async () => {
  const scenario = record({ puts: array(keys, { maxLength: 14 }), deletes: array(keys, { maxLength: 4 }), versioned: boolean(), prefix: constantFrom('', 'a', 'a/', '/', 'é'), delimiter: constantFrom('', '/', 'b', '/a'), max: integer({ min: 1, max: 5 }) });
  await assert(asyncProperty(scenario, async ({ puts, deletes, versioned, prefix, delimiter, max }) => {
    const box = await newBucket(versioned ? 'Enabled' : undefined);
    for (const key of puts) await s3.send({ method: 'PUT', path: `${box}/${encode(key)}`, body: key });
    for (const key of deletes) await s3.send({ method: 'DELETE', path: `${box}/${encode(key)}` });
    const existing = [...new Set(puts)].filter((key) => !deletes.includes(key));
    const query = `prefix=${encode(prefix)}&delimiter=${encode(delimiter)}&max-keys=${max}&encoding-type=url`;
    const expected = [...model(existing, prefix, delimiter)].sort();
    const byToken = await pages(box, `list-type=2&${query}`, (xml) => `&continuation-token=${encode(one(xml, 'NextContinuationToken') ?? '')}`);
    expect([...byToken].sort()).toEqual(expected);
    const keysOnly = byToken.filter((name) => existing.includes(name));
    expect(keysOnly).toEqual([...keysOnly].sort(bytewise));
    const byMarker = await pages(box, query, (xml) => `&marker=${one(xml, 'NextMarker') ?? encode(unescape(all(xml, 'Key').at(-1) ?? ''))}`);
    expect([...byMarker].sort()).toEqual(expected);
  }), { numRuns: 40 });
});

test('the version listing, page by page, shows every version once, newest first, with exactly one latest per key', async () => {
  const step = record({ key: constantFrom('a', 'a/b', 'b', '😀', '～'), act: constantFrom('put', 'put', 'delete') });
  await assert(asyncProperty(array(step, { maxLength: 12 }), integer({ min: 1, max: 4 }), async (steps, max) => {
    const box = await newBucket('Enabled');
    const expected = new Map<string, string[]>();
    for (const { key, act } of steps) {
      const request: FakeRequest = act === 'put' ? { method: 'PUT', body: 'x' } : { method: 'DELETE' };
      const { headers } = await s3.send({ ...request, path: `${box}/${encode(key)}` });
      expected.set(key, [headers['x-amz-version-id'] ?? '', ...(expected.get(key) ?? [])]);
    }
    const seen: (readonly string[])[] = [];
    let continued = '';
    for (let more = true; more;) {
      const { text } = await s3.send({ path: box, query: `versions&max-keys=${max}${continued}` });
      for (const [, , key, id, latest] of text.matchAll(/<(Version|DeleteMarker)><Key>([^<]*)<\/Key><VersionId>([^<]*)<\/VersionId><IsLatest>(\w+)/g)) seen.push([key ?? '', id ?? '', latest ?? '']);
      more = one(text, 'IsTruncated') === 'true';
      continued = `&key-marker=${encode(one(text, 'NextKeyMarker') ?? '')}&version-id-marker=${one(text, 'NextVersionIdMarker') ?? ''}`;
    }
    const wanted = [...expected].sort(([a], [b]) => bytewise(a, b)).flatMap(([key, ids]) => ids.map((id, index) => [key, id, String(index === 0)]));
    expect(seen).toEqual(wanted);
  }), { numRuns: 40 });
});

test('long version chains and many markers do not hide the objects behind them', async () => {
const box = await newBucket('Enabled');
for (let index = 0; index < 30; index += 1) await s3.send({ method: 'PUT', path: `${box}/a`, body: String(index) });
for (let index = 0; index < 30; index += 1) await s3.send({ method: 'DELETE', path: `${box}/b` });
await s3.send({ method: 'PUT', path: `${box}/c`, body: 'c' });
expect(all((await s3.send({ path: box, query: 'list-type=2' })).text, 'Key')).toEqual(['a', 'c']);
});

test('keys that XML cannot hold are only told url-encoded', async () => {
const box = await newBucket();
await s3.send({ method: 'PUT', path: `${box}/a%01%3C%26b`, body: 'x' });
const plain = (await s3.send({ path: box, query: 'list-type=2' })).text;
expect(one(plain, 'Key')).toBe('a&#x1;&lt;&amp;b');
expect(one((await s3.send({ path: box, query: 'list-type=2&encoding-type=url' })).text, 'Key')).toBe('a%01%3C%26b');
});

test.each([['list-type=2&max-keys=-1', 'InvalidArgument'], ['list-type=2&max-keys=x', 'InvalidArgument'], ['encoding-type=base64', 'InvalidArgument'], ['list-type=2&continuation-token=zz', 'InvalidArgument'], ['versions&version-id-marker=x', 'InvalidArgument']])('a listing with %s is %s', async (query, code) => {
const box = await newBucket();
expect(await s3.send({ path: box, query })).toMatchObject({ status: 400, error: code });
});

test('any unicode key of up to 1,024 bytes is stored and read back under the same name', async () => {
const box = await newBucket();
await assert(asyncProperty(string({ unit: 'binary', minLength: 1, maxLength: 60 }), async (key) => {
  const path = `${box}/${encode(key)}`;
  const put = await s3.send({ method: 'PUT', path, body: key });
  expect(put.error).toBeNull();
  expect((await s3.send({ path })).text).toBe(key);
  await s3.send({ method: 'DELETE', path });
  expect((await s3.send({ path })).error).toBe('NoSuchKey');
}), { numRuns: 40 });
expect(await s3.send({ method: 'PUT', path: `${box}/${'é'.repeat(513)}`, body: '' })).toMatchObject({ error: 'KeyTooLongError' });
expect((await s3.send({ method: 'PUT', path: `${box}/${'é'.repeat(512)}`, body: '' })).status).toBe(200);
});
