import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, ListBucketsCommand } from '@aws-sdk/client-s3';
import { HttpRequest } from '@smithy/core/protocols';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Principal } from '#contract/aws';
import type { Clock } from '#contract/clock';
import { realClock } from '#kit/real-clock';
import { startTestSandbox } from '#sandbox/testing/start-test-sandbox';
import type { TestSandbox } from '#sandbox/testing/start-test-sandbox';
import { s3Client } from './clients.ts';
import { guardedHttpHandler } from './guarded-http-handler.ts';
import { createLease } from './lease.ts';
import { readPointer, writePointer } from './pointer.ts';
import { createTargets } from './targets.ts';
import type { Targets, TargetsInput } from './targets.ts';
import { testConfig } from './testing/test-config.ts';

let sandbox: TestSandbox;
let trap: Server;
let trapped = 0;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  trap = createServer((socket) => { trapped += 1; socket.destroy(); }).listen(0, '127.0.0.1');
  await once(trap, 'listening');
});

afterAll(async () => {
  trap.close();
  expect(sandbox.log).toEqual([]);
  await sandbox.close();
});

const trapPort = (): number => (trap.address() as AddressInfo).port;

function open(over: Partial<TargetsInput> = {}): Targets {
  return createTargets({ config: testConfig, address: sandbox.address, keys: sandbox.keys, clock: realClock(), control: null, session: '0001-test', ...over });
}

describe('principals', () => {
  test.each([
    ['drill-observer', 'arn:aws:sts::111111111111:assumed-role/drill-observer/drill-observer-0001-test'],
    ['drill-operator', 'arn:aws:sts::111111111111:assumed-role/drill-operator/drill-operator-0001-test'],
    ['drill-restorer', 'arn:aws:sts::111111111111:assumed-role/drill-restorer/drill-restorer-0001-test'],
    ['drill-observer-backup', 'arn:aws:sts::222222222222:assumed-role/drill-observer-backup/drill-observer-backup-0001-test'],
    ['drill-operator-backup', 'arn:aws:sts::222222222222:assumed-role/drill-operator-backup/drill-operator-backup-0001-test'],
    ['platform-app', 'arn:aws:iam::111111111111:user/platform-app'],
    ['platform-admin', 'arn:aws:iam::111111111111:user/platform-admin'],
    ['backup-admin', 'arn:aws:iam::222222222222:user/backup-admin'],
  ] as const)('%s is %s, and the session name carries the run', async (principal, arn) => {
    expect(await open().proveIdentity(principal)).toEqual({ principal, account: arn.slice(13, 25), arn });
  });

  test('an account that the config names otherwise is not proved', async () => {
    const accounts = { ...testConfig.accounts, platform: { id: '222222222222', alias: 'platform' } };
    await expect(open({ config: { ...testConfig, accounts } }).proveIdentity('platform-admin')).rejects.toMatchObject({ code: 'targets.wrong-account', exitCode: 5 });
  });

  test.each([
    ['off the allow-list', { ...testConfig.guards, allowAccounts: ['222222222222'] }, 'targets.guard-allow-list'],
    ['on the block-list', { ...testConfig.guards, blockAccounts: ['111111111111'] }, 'targets.guard-block-list'],
  ])('an account %s is not touched', (_, guards, code) => {
    expect(() => open({ config: { ...testConfig, guards } }).access('drill-observer')).toThrow(expect.objectContaining({ code, exitCode: 5 }));
  });

  test('a production alias, an unknown principal, an address off the machine and a missing sandbox refuse', () => {
    const accounts = { ...testConfig.accounts, platform: { id: '111111111111', alias: 'acme-prod' } };
    expect(() => open({ config: { ...testConfig, accounts } }).access('platform-admin')).toThrow(expect.objectContaining({ code: 'targets.guard-alias' }));
    expect(() => open().access('toString' as Principal)).toThrow(expect.objectContaining({ code: 'targets.no-principal' }));
    expect(() => open({ address: { ...sandbox.address, endpoint: 'https://s3.amazonaws.com:443' } }).access('platform-admin')).toThrow(expect.objectContaining({ code: 'targets.not-loopback' }));
    expect(() => open({ address: null }).access('drill-operator')).toThrow(expect.objectContaining({ code: 'targets.no-sandbox', exitCode: 5 }));
  });
});

describe('sessions', () => {
  test('are shared by regions and renewed when less than five minutes of drill time remain', async () => {
    let ahead = 0;
    const real = realClock();
    const clock: Clock = { ...real, nowMicros: () => real.nowMicros() + ahead * 60_000_000 };
    const targets = open({ clock });
    const [west, east] = [targets.access('drill-observer'), targets.access('drill-observer', 'us-east-2')];
    const first = await west.credentials();
    expect(east.region).toBe('us-east-2');
    expect(await east.credentials()).toBe(first);
    ahead = 54;
    expect(await west.credentials()).toBe(first);
    ahead = 56;
    const [second, same] = await Promise.all([west.credentials(), east.credentials()]);
    expect(second.sessionToken).not.toBe(first.sessionToken);
    expect(same).toBe(second);
    expect(await west.refresh()).not.toBe(second);
  });
});

describe('pointers', () => {
  test('are written, read and null when there is none', async () => {
    const targets = open();
    await writePointer(targets.access('platform-admin'), '/platform/test', 'bucket-1');
    await writePointer(targets.access('platform-admin'), '/platform/test', 'bucket-2');
    expect(await readPointer(targets.access('drill-observer'), '/platform/test')).toBe('bucket-2');
    expect(await readPointer(targets.access('drill-observer'), '/platform/none')).toBeNull();
  });
});

describe('the lease in the account', () => {
  test('lets one of several runs through at a time, and the next after its release', async () => {
    const targets = open();
    const admin = s3Client(targets.access('platform-admin'));
    await admin.send(new CreateBucketCommand({ Bucket: 'lease-bucket', CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } }));
    admin.destroy();
    const make = (): ReturnType<typeof createLease> => createLease({ access: () => targets.access('drill-operator'), bucket: 'lease-bucket', clock: realClock(), lockFile: null });
    const leases = Array.from({ length: 4 }, make);
    const taken = await Promise.allSettled(leases.map((lease, i) => lease.take({ runId: `r${i}`, token: `t${i}` })));
    const winner = taken.findIndex((result) => result.status === 'fulfilled');
    expect(taken.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    await make().check(`t${winner}`);
    await expect(make().check('t9')).rejects.toMatchObject({ code: 'lease.lost' });
    await make().release(`t${winner}`);
    await make().take({ runId: 'next', token: 'n' });
  });

  test('a bucket that is not there refuses the run', async () => {
    const lease = createLease({ access: () => open().access('drill-operator'), bucket: 'no-such-lease-bucket', clock: realClock(), lockFile: null });
    await expect(lease.take({ runId: 'r', token: 't' })).rejects.toMatchObject({ code: 'lease.unreachable', exitCode: 5, message: expect.stringContaining('NoSuchBucket') });
  });
});

describe('nothing but the sandbox can be reached', () => {
  test("the SDK's handler refuses other hosts, other ports and https before a socket opens", async () => {
    const handler = guardedHttpHandler(new URL(sandbox.address.endpoint));
    const send = (to: { protocol: string; hostname: string; port: number }): Promise<unknown> => handler.handle(new HttpRequest({ method: 'GET', path: '/', headers: {}, ...to }));
    for (const to of [{ protocol: 'http:', hostname: '127.0.0.1', port: trapPort() }, { protocol: 'https:', hostname: '127.0.0.1', port: trapPort() }, { protocol: 'https:', hostname: 's3.us-west-2.amazonaws.com', port: 443 }]) {
      await expect(send(to)).rejects.toMatchObject({ code: 'targets.unreachable' });
    }
    expect(trapped).toBe(0);
    handler.destroy();
  });

  test('an environment that points elsewhere has no say', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'redrill-poison-'));
    const elsewhere = `http://127.0.0.1:${trapPort()}`;
    writeFileSync(join(folder, 'config'), `[default]\nregion = eu-west-1\nendpoint_url = ${elsewhere}\nca_bundle = /nowhere\n[profile other]\nregion = eu-west-1\n`);
    writeFileSync(join(folder, 'credentials'), '[default]\naws_access_key_id = AKIAWRONG\naws_secret_access_key = wrong\n');
    const poison = { AWS_ENDPOINT_URL: elsewhere, AWS_ENDPOINT_URL_S3: elsewhere, AWS_ENDPOINT_URL_STS: elsewhere, AWS_ENDPOINT_URL_SSM: elsewhere, AWS_PROFILE: 'other', AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'AKIAWRONG', AWS_SECRET_ACCESS_KEY: 'wrong', AWS_SESSION_TOKEN: 'wrong', AWS_CA_BUNDLE: '/nowhere', AWS_CONFIG_FILE: join(folder, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'), AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true', HTTP_PROXY: elsewhere, HTTPS_PROXY: elsewhere, http_proxy: elsewhere, ALL_PROXY: elsewhere, NODE_USE_ENV_PROXY: '1', HOME: folder };
    const child = spawn(process.execPath, ['--conditions=redrill-source', join(import.meta.dirname, 'testing/poisoned-client.ts'), JSON.stringify({ address: sandbox.address, keys: sandbox.keys })], { env: { PATH: process.env['PATH'], ...poison }, stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => { out += chunk.toString(); });
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ arn: 'arn:aws:sts::111111111111:assumed-role/drill-observer/drill-observer-redrill', pointer: 'reached', regions: ['us-west-2', 'us-west-2'] });
    expect(trapped).toBe(0);
  });

  test('a sandbox that is gone is an error, not another endpoint', async () => {
    const gone = { ...sandbox.address, endpoint: 'http://127.0.0.1:1' };
    const client = s3Client(open({ address: gone }).access('platform-admin'));
    await expect(client.send(new ListBucketsCommand({}))).rejects.toThrow(/ECONNREFUSED/);
    client.destroy();
  });
});
