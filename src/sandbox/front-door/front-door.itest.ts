import { createHmac, hash } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { CreateBucketCommand, GetObjectCommand, GetObjectTorrentCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeDocumentCommand, GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { controlRequest } from '../process/control-request.ts';
import { startTestSandbox, type TestSandbox } from '../testing/start-test-sandbox.ts';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  await s3().send(new CreateBucketCommand({ Bucket: 'front-door' }));
});
afterAll(async () => {
  expect(sandbox.log).toEqual([]);
  await sandbox.close();
});

function config(principal = 'platform-admin'): { region: string; endpoint: string; maxAttempts: number; credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string } } {
  const key = sandbox.keys[principal];
  if (!key) throw new Error(`no ${principal}`);
  return { region: 'us-west-2', endpoint: sandbox.address.endpoint, maxAttempts: 1, credentials: { accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey } };
}
const s3 = (more: object = {}): S3Client => new S3Client({ ...config(), forcePathStyle: true, ...more });

interface Raw { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string }

async function send(method: string, path: string, options: { headers?: Record<string, string>; body?: Buffer } = {}): Promise<Raw> {
  const { hostname, port } = new URL(sandbox.address.endpoint);
  const request = httpRequest({ hostname, port, method, path, headers: options.headers ?? {}, agent: false });
  request.end(options.body);
  const [response] = (await once(request, 'response')) as [import('node:http').IncomingMessage];
  return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) };
}

interface SignOptions { readonly service?: string; readonly region?: string; readonly headers?: Record<string, string>; readonly payload?: string; readonly atMs?: number; readonly secret?: string; readonly accessKeyId?: string; readonly rawQuery?: string }

/** A signer of its own, so that a mistake in the sandbox's verification cannot cancel itself out. */
function sign(method: string, path: string, options: SignOptions = {}): { headers: Record<string, string>; signature: string; key: Buffer; scope: string; amzDate: string } {
  const { credentials } = config();
  const { service = 's3', region = 'us-west-2', payload = 'UNSIGNED-PAYLOAD' } = options;
  const amzDate = new Date(options.atMs ?? Date.now()).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = amzDate.slice(0, 8);
  const headers: Record<string, string> = { host: new URL(sandbox.address.endpoint).host, 'x-amz-date': amzDate, 'x-amz-content-sha256': payload, ...options.headers };
  const names = Object.keys(headers).sort();
  const canonical = [method, path, options.rawQuery ?? '', ...names.map((name) => `${name}:${headers[name]}`), '', names.join(';'), payload].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const mac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();
  const key = mac(mac(mac(mac(`AWS4${options.secret ?? credentials.secretAccessKey}`, day), region), service), 'aws4_request');
  const signature = mac(key, ['AWS4-HMAC-SHA256', amzDate, scope, hash('sha256', canonical)].join('\n')).toString('hex');
  return { signature, key, scope, amzDate, headers: { ...headers, authorization: `AWS4-HMAC-SHA256 Credential=${options.accessKeyId ?? credentials.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}` } };
}

const code = (body: string): string => /<Code>(.*?)<\/Code>/.exec(body)?.[1] ?? /"__type":"(.*?)"/.exec(body)?.[1] ?? '';

describe('who sent a request', () => {
  test('the clients of all three services are authenticated', async () => {
    expect(await new STSClient(config('drill-observer')).send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: '111111111111', Arn: 'arn:aws:iam::111111111111:user/drill-observer' });
    await new SSMClient(config()).send(new PutParameterCommand({ Name: '/who', Value: 'me', Type: 'String' }));
    await s3().send(new PutObjectCommand({ Bucket: 'front-door', Key: 'who', Body: 'me' }));
  });

  test.each<[string, SignOptions, number, string]>([
    ['a wrong secret', { secret: 'wrong' }, 403, 'SignatureDoesNotMatch'],
    ['an unknown key', { accessKeyId: 'AKIAUNKNOWN' }, 403, 'InvalidAccessKeyId'],
    ['a clock 20 minutes off', { atMs: Date.now() - 20 * 60_000 }, 403, 'RequestTimeTooSkewed'],
    ['a payload hash that is none', { payload: 'nonsense' }, 400, 'InvalidArgument'],
    ['a session token on a long-lived key', { headers: { 'x-amz-security-token': 'x' } }, 400, 'InvalidToken'],
    ['a service the sandbox does not have', { service: 'lambda' }, 501, 'NotImplemented'],
  ])('S3 refuses %s as AWS does', async (_title, options, status, expected) => {
    const answer = await send('GET', '/front-door/who', { headers: sign('GET', '/front-door/who', options).headers });
    expect([answer.status, code(answer.body)]).toEqual([status, expected]);
    expect(answer.headers['x-amz-request-id']).toMatch(/^[0-9A-F]{16}$/);
    expect(Math.abs(Date.parse(answer.headers.date ?? '') - Date.now())).toBeLessThan(10_000);
  });

  test('STS and SSM refuse in their own words', async () => {
    const bad = { credentials: { accessKeyId: config().credentials.accessKeyId, secretAccessKey: 'wrong' } };
    const unknown = { credentials: { accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'wrong' } };
    await expect(new STSClient({ ...config(), ...bad }).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'SignatureDoesNotMatch', $metadata: { httpStatusCode: 403 } });
    await expect(new STSClient({ ...config(), ...unknown }).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'InvalidClientTokenId', $metadata: { httpStatusCode: 403 } });
    await expect(new SSMClient({ ...config(), ...bad }).send(new GetParameterCommand({ Name: '/who' }))).rejects.toMatchObject({ name: 'InvalidSignatureException', $metadata: { httpStatusCode: 400 } });
    await expect(new SSMClient({ ...config(), ...unknown }).send(new GetParameterCommand({ Name: '/who' }))).rejects.toMatchObject({ name: 'UnrecognizedClientException', $metadata: { httpStatusCode: 400 } });
    const unsigned = await send('POST', '/', { headers: { 'x-amz-target': 'AmazonSSM.GetParameter' }, body: Buffer.from('{}') });
    expect([unsigned.status, code(unsigned.body)]).toEqual([400, 'com.amazonaws.ssm#MissingAuthenticationTokenException']);
    const form = await send('POST', '/', { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: Buffer.from('Action=GetCallerIdentity') });
    expect([form.status, code(form.body)]).toEqual([403, 'MissingAuthenticationToken']);
  });

  test('an unsigned request to a bucket nobody opened is denied', async () => {
    const answer = await send('GET', '/front-door/who');
    expect([answer.status, code(answer.body)]).toEqual([403, 'AccessDenied']);
  });

  test('a key with dot segments, unicode and spaces reaches the service as it was sent', async () => {
    for (const Key of ['a/../b', './x', 'ü &=?#%+ é', '漢字/🎉', 'a//b', '..', `${'k'.repeat(1000)}`]) {
      await s3().send(new PutObjectCommand({ Bucket: 'front-door', Key, Body: Key }));
      const { Body } = await s3().send(new GetObjectCommand({ Bucket: 'front-door', Key }));
      expect(await Body?.transformToString()).toBe(Key);
    }
  });
});

describe('sessions of roles', () => {
  test('AssumeRole gives a session that works, and that expires in drill time', async () => {
    const sts = new STSClient(config('drill-operator'));
    const { Credentials: made } = await sts.send(new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::222222222222:role/drill-operator-backup', RoleSessionName: 'run-7', DurationSeconds: 900 }));
    const credentials = { accessKeyId: made?.AccessKeyId ?? '', secretAccessKey: made?.SecretAccessKey ?? '', sessionToken: made?.SessionToken ?? '' };
    const as = new STSClient({ ...config(), credentials });
    expect(await as.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: '222222222222', Arn: 'arn:aws:sts::222222222222:assumed-role/drill-operator-backup/run-7' });
    await expect(new STSClient({ ...config(), credentials: { ...credentials, sessionToken: 'other' } }).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
    await controlRequest(sandbox.address, 'advance', { params: { micros: 899_000_000 } });
    await as.send(new GetCallerIdentityCommand({}));
    await controlRequest(sandbox.address, 'advance', { params: { micros: 2_000_000 } });
    await expect(as.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: expect.stringMatching(/^ExpiredToken/), $metadata: { httpStatusCode: 403 } });
    await expect(s3({ credentials }).send(new GetObjectCommand({ Bucket: 'front-door', Key: 'who' }))).rejects.toMatchObject({ name: 'ExpiredToken', $metadata: { httpStatusCode: 400 } });
    await expect(new SSMClient({ ...config(), credentials }).send(new GetParameterCommand({ Name: '/who' }))).rejects.toMatchObject({ name: 'ExpiredTokenException' });
  });

  test.each<[string, string, string, object, string]>([
    ['a role that does not trust the caller', 'drill-observer', 'arn:aws:iam::111111111111:role/drill-operator', {}, 'AccessDenied'],
    ['a role that does not exist', 'drill-observer', 'arn:aws:iam::111111111111:role/nobody', {}, 'AccessDenied'],
    ['a role of another account without trust', 'platform-admin', 'arn:aws:iam::222222222222:role/platform-copy', {}, 'AccessDenied'],
    ['less than 15 minutes', 'drill-observer', 'arn:aws:iam::111111111111:role/drill-observer', { DurationSeconds: 899 }, 'ValidationError'],
    ['more than 12 hours', 'drill-observer', 'arn:aws:iam::111111111111:role/drill-observer', { DurationSeconds: 43_201 }, 'ValidationError'],
    ['a session name with a space', 'drill-observer', 'arn:aws:iam::111111111111:role/drill-observer', { RoleSessionName: 'a b' }, 'ValidationError'],
    ['a session policy without a statement', 'drill-observer', 'arn:aws:iam::111111111111:role/drill-observer', { Policy: '{}' }, 'MalformedPolicyDocumentException'],
    ['managed session policies, which are not simulated', 'drill-observer', 'arn:aws:iam::111111111111:role/drill-observer', { PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }] }, 'ValidationError'],
  ])('AssumeRole refuses %s', async (...row) => {
    const [, principal, RoleArn, more, name] = row;
    await expect(new STSClient(config(principal)).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test', ...more }))).rejects.toMatchObject({ name });
  });
});

describe('bodies', () => {
  test('a signed hash that does not match the body is refused and nothing is stored', async () => {
    const path = '/front-door/mismatch';
    const { headers } = sign('PUT', path, { payload: hash('sha256', 'expected') });
    const answer = await send('PUT', path, { headers: { ...headers, 'content-length': '9' }, body: Buffer.from('different') });
    expect([answer.status, code(answer.body)]).toEqual([400, 'XAmzContentSHA256Mismatch']);
    await expect(s3().send(new HeadObjectCommand({ Bucket: 'front-door', Key: 'mismatch' }))).rejects.toMatchObject({ name: 'NotFound' });
  });

  test('a large body that does not match its signed hash is refused and nothing is stored', async () => {
    const path = '/front-door/large-mismatch';
    const body = Buffer.alloc(5_000_000, 1);
    const { headers } = sign('PUT', path, { payload: hash('sha256', Buffer.alloc(5_000_000, 2)) });
    const answer = await send('PUT', path, { headers: { ...headers, 'content-length': String(body.length) }, body });
    expect([answer.status, code(answer.body)]).toEqual([400, 'XAmzContentSHA256Mismatch']);
    await expect(s3().send(new HeadObjectCommand({ Bucket: 'front-door', Key: 'large-mismatch' }))).rejects.toMatchObject({ name: 'NotFound' });
  });

  test.each([[100], [3_000_000]])('a stream from the SDK (aws-chunked with a trailing checksum) of %i bytes arrives whole', async (size) => {
    const body = Buffer.alloc(size, 'x');
    await s3({ requestStreamBufferSize: 65_536 }).send(new PutObjectCommand({ Bucket: 'front-door', Key: 'streamed', Body: Readable.from([body.subarray(0, 50), body.subarray(50)]), ContentLength: size }));
    const { Body } = await s3().send(new GetObjectCommand({ Bucket: 'front-door', Key: 'streamed' }));
    expect(hash('sha256', await Body?.transformToByteArray() ?? '')).toBe(hash('sha256', body));
  });

  test.each([[true, 200], [false, 400]])('a trailing checksum is compared (right: %s)', async (right, status) => {
    const path = '/front-door/trailer';
    const { headers } = sign('PUT', path, { payload: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', headers: { 'content-encoding': 'aws-chunked', 'x-amz-decoded-content-length': '5', 'x-amz-trailer': 'x-amz-checksum-crc32' } });
    const body = Buffer.from(`5\r\nhello\r\n0\r\nx-amz-checksum-crc32:${right ? 'NhCmhg==' : 'AAAAAA=='}\r\n\r\n`);
    const answer = await send('PUT', path, { headers: { ...headers, 'content-length': String(body.length) }, body });
    expect([answer.status, answer.body === '' ? '' : code(answer.body)]).toEqual([status, right ? '' : 'BadDigest']);
  });

  test('signed chunks with a signed trailer are verified, and a forged trailer is refused', async () => {
    const path = '/front-door/signed-trailer';
    const put = async (checksum: string): Promise<Raw> => {
      const { headers, key, scope, amzDate, signature } = sign('PUT', path, { payload: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER', headers: { 'x-amz-decoded-content-length': '5', 'x-amz-trailer': 'x-amz-checksum-crc32' } });
      const next = (previous: string, data: string): string => createHmac('sha256', key).update(['AWS4-HMAC-SHA256-PAYLOAD', amzDate, scope, previous, hash('sha256', ''), hash('sha256', data)].join('\n')).digest('hex');
      const [one] = [next(signature, 'hello')];
      const two = next(one, '');
      const trailer = createHmac('sha256', key).update(['AWS4-HMAC-SHA256-TRAILER', amzDate, scope, two, hash('sha256', 'x-amz-checksum-crc32:NhCmhg==\n')].join('\n')).digest('hex');
      const body = Buffer.from(`5;chunk-signature=${one}\r\nhello\r\n0;chunk-signature=${two}\r\nx-amz-checksum-crc32:${checksum}\r\nx-amz-trailer-signature:${trailer}\r\n\r\n`);
      return send('PUT', path, { headers: { ...headers, 'content-length': String(body.length) }, body });
    };
    expect((await put('NhCmhg==')).status).toBe(200);
    const forged = await put('AAAAAA==');
    expect([forged.status, code(forged.body)]).toEqual([403, 'SignatureDoesNotMatch']);
  });

  test('Expect: 100-continue is answered only after the signature is right', async () => {
    const path = '/front-door/expect';
    const ask = async (headers: Record<string, string>): Promise<string[]> => {
      const { hostname, port } = new URL(sandbox.address.endpoint);
      const seen: string[] = [];
      const request = httpRequest({ hostname, port, method: 'PUT', path, agent: false, headers: { ...headers, expect: '100-continue', 'content-length': '5' } });
      request.on('continue', () => { seen.push('continue'); request.end('hello'); });
      request.flushHeaders();
      const [response] = (await once(request, 'response')) as [import('node:http').IncomingMessage];
      seen.push(String(response.statusCode));
      request.destroy();
      return seen;
    };
    expect(await ask(sign('PUT', path).headers)).toEqual(['continue', '200']);
    expect(await ask(sign('PUT', path, { secret: 'wrong' }).headers)).toEqual(['403']);
  });
});

describe('what the sandbox does not have', () => {
  test('an operation without an implementation is refused with its name', async () => {
    await expect(s3().send(new GetObjectTorrentCommand({ Bucket: 'front-door', Key: 'who' }))).rejects.toMatchObject({ name: 'NotImplemented', message: expect.stringContaining('GetObjectTorrent'), $metadata: { httpStatusCode: 501 } });
    await expect(new SSMClient(config()).send(new DescribeDocumentCommand({ Name: 'x' }))).rejects.toMatchObject({ name: 'UnsupportedOperationException', message: expect.stringContaining('DescribeDocument') });
    await expect(new STSClient(config()).send(new GetSessionTokenCommand({}))).rejects.toMatchObject({ message: expect.stringContaining('GetSessionToken') });
  });
});

describe('malformed requests', () => {
  const raw = async (bytes: string | Buffer): Promise<string> => {
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(sandbox.address.endpoint).port) });
    socket.end(bytes);
    socket.on('error', () => undefined);
    return text(socket);
  };

  test('never end the sandbox, whatever they are', async () => {
    expect(await raw('nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await raw(`GET / HTTP/1.1\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400 /);
    await raw(Buffer.from([0, 1, 2, 3, 255]));
    await raw('PUT /front-door/cut HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nonly this');
    for (const path of ['/%', '/%zz', '/front-door/%ff%fe', '/?%', '//', '/front-door?uploads&partNumber=x', '/front-door/k?X-Amz-Algorithm=AWS4-HMAC-SHA256', `/${'a'.repeat(9000)}`]) {
      for (const method of ['GET', 'PUT', 'POST', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS']) {
        const { status } = await send(method, path, { headers: method === 'PUT' ? { 'content-length': '0' } : {} });
        expect(status).toBeGreaterThanOrEqual(400);
        expect(status).toBeLessThan(500);
        const signed = await send(method, path, { headers: sign(method, path).headers });
        expect(signed.status).toBeLessThan(502);
        expect(signed.body).not.toContain('InternalError');
      }
    }
    for (const authorization of ['AWS4-HMAC-SHA256', 'AWS4-HMAC-SHA256 Credential=/////, SignedHeaders=, Signature=', 'Bearer x', 'AWS4-HMAC-SHA256 Credential=a/b/c/s3/aws4_request, SignedHeaders=host, Signature=zz', '\t']) {
      const { status } = await send('GET', '/', { headers: { authorization } });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }
    for (const body of ['', '{', '[]', 'null', '{"Name": 1}', '{"Name": {"a": []}}']) {
      const target = { 'x-amz-target': 'AmazonSSM.GetParameter', 'content-type': 'application/x-amz-json-1.1' };
      const { headers } = sign('POST', '/', { service: 'ssm', payload: hash('sha256', body), headers: target });
      const answer = await send('POST', '/', { headers: { ...headers, 'content-length': String(body.length) }, body: Buffer.from(body) });
      expect(answer.status).toBe(400);
    }
    await new STSClient(config()).send(new GetCallerIdentityCommand({}));
  });
});

describe('addressing by host', () => {
  test('bucket.localhost reaches the bucket', async () => {
    await s3().send(new PutObjectCommand({ Bucket: 'front-door', Key: 'by host', Body: 'hello' }));
    const host = `front-door.localhost:${new URL(sandbox.address.endpoint).port}`;
    const { headers } = sign('GET', '/by%20host', { headers: { host } });
    expect(await send('GET', '/by%20host', { headers })).toMatchObject({ status: 200, body: 'hello' });
  });
});

describe('faults at the front door', () => {
  test('throttle answers its share with the service\'s own error', async () => {
    await controlRequest(sandbox.address, 'throttle', { params: { service: 's3', rate: 1 } });
    await expect(s3().send(new GetObjectCommand({ Bucket: 'front-door', Key: 'who' }))).rejects.toMatchObject({ name: 'SlowDown', $metadata: { httpStatusCode: 503 } });
    await controlRequest(sandbox.address, 'throttle', { params: { service: 's3', rate: 0 } });
    await s3().send(new GetObjectCommand({ Bucket: 'front-door', Key: 'who' }));
    await expect(controlRequest(sandbox.address, 'throttle', { params: { service: 'lambda', rate: 1 } })).rejects.toThrow('no service "lambda"');
  });

  test('lose-response carries the call out and cuts the connection instead of answering', async () => {
    await controlRequest(sandbox.address, 'lose-response', { params: { service: 's3', operation: 'PutObject', count: 1 } });
    await expect(s3().send(new PutObjectCommand({ Bucket: 'front-door', Key: 'lost', Body: 'kept' }))).rejects.toThrow();
    const { Body } = await s3().send(new GetObjectCommand({ Bucket: 'front-door', Key: 'lost' }));
    expect(await Body?.transformToString()).toBe('kept');
    await controlRequest(sandbox.address, 'lose-response', { params: { service: 'ssm', operation: 'PutParameter', count: 1 } });
    await expect(new SSMClient(config()).send(new PutParameterCommand({ Name: '/lost', Value: 'kept', Type: 'String' }))).rejects.toThrow();
    expect((await new SSMClient(config()).send(new GetParameterCommand({ Name: '/lost' }))).Parameter?.Value).toBe('kept');
  });
});
