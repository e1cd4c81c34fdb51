import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { giveToEngine, refuseUnreachable } from '../run-as.ts';
import { installPostgres } from './install-postgres.ts';
import { pgClient } from './pg-client.ts';
import { postmasterOf } from './postmaster-file.ts';
import { postgresStatus } from './postgres-status.ts';
import { writeSettings } from './server-settings.ts';
import { dropSocketFolder, socketFolder } from './socket-folder.ts';
import { startServer } from './start-server.ts';
import { cloneTemplate, SUPERUSER, templateCluster } from './template-cluster.ts';

const AS_ROOT = process.getuid?.() === 0;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'redrill-pg-'));
  chmodSync(folder, 0o755);
});
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

async function cluster(name: string): Promise<{ readonly data: string; readonly home: string; readonly secret: string; readonly program: string }> {
  const home = join(folder, name);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  giveToEngine(home);
  const installed = await installPostgres();
  const template = await templateCluster(installed);
  await cloneTemplate(template, join(home, 'data'));
  return { home, data: join(home, 'data'), secret: template.secret, program: installed.postgres };
}

test('two processes that install at once share one complete copy with its links, and nothing half-made is left', async () => {
  const [one, two] = await Promise.all([installPostgres(folder), installPostgres(folder)]);
  expect(one).toEqual(two);
  expect(one.version).toMatch(/^18\.\d+$/);
  expect(readdirSync(join(folder, 'postgres'))).toHaveLength(1);
  expect(readdirSync(join(one.folder, 'native', 'lib'))).toEqual(expect.arrayContaining(['libicui18n.so.60', 'libpq.so.5']));
  expect(await postgresStatus()).toMatchObject({ kind: 'real', version: one.version });
});

test('a server answers over its socket only, also below a path that is too long for one, and asks for the password', async () => {
  const { home, data, secret, program } = await cluster(`a-folder-${'x'.repeat(90)}`);
  const sockets = socketFolder(home);
  writeSettings(data, sockets, {});
  const server = await startServer({ program, data, log: join(home, 'server.log'), deadlineMs: 30_000 });
  try {
    const login = { host: sockets, port: 5432, user: SUPERUSER, database: 'postgres' };
    const client = pgClient({ ...login, password: secret });
    await client.connect();
    const { rows } = await client.query(`SELECT current_setting('listen_addresses') AS addresses, current_setting('data_checksums') AS checksums, current_setting('wal_segment_size') AS segment, inet_server_addr() AS address`);
    expect(rows).toEqual([{ addresses: '', checksums: 'on', segment: '1MB', address: null }]);
    await client.end();
    await expect(pgClient({ ...login, password: 'wrong' }).connect()).rejects.toThrow(/password authentication failed/);
    expect(postmasterOf(data)?.pid).toBe(server.pid);
    if (AS_ROOT) expect(statSync(`/proc/${server.pid}`).uid).toBe(65_534);
  } finally {
    await server.stop('fast');
    dropSocketFolder(sockets, home);
  }
  expect(postmasterOf(data)).toBeNull();
});

test('a server that cannot start says why, and leaves no process', async () => {
  const { home, data, program } = await cluster('a');
  writeSettings(data, home, { work_mem: 'plenty' });
  const input = { program, data, log: join(home, 'server.log'), deadlineMs: 30_000 };
  await expect(startServer(input)).rejects.toThrow(/did not start on .*configuration file .* contains errors/);
  writeSettings(data, home, {});
  writeFileSync(join(data, 'global', 'pg_control'), Buffer.alloc(8192));
  await expect(startServer(input)).rejects.toThrow(/did not start/);
  expect([postmasterOf(data), readFileSync(join(home, 'server.log'), 'utf8').length > 0]).toEqual([null, true]);
});

test.runIf(AS_ROOT)('a folder that the engines cannot reach is refused with the name of the closed one above it', () => {
  const closed = join(folder, 'closed');
  mkdirSync(join(closed, 'state'), { recursive: true });
  chmodSync(closed, 0o700);
  expect(() => refuseUnreachable(join(closed, 'state'), 'choose another')).toThrow(`cannot enter ${closed}, which ${join(closed, 'state')} lies in: allow it with "chmod o+x ${closed}"`);
});
