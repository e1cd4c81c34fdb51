import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { realSleep } from '#kit/wall-clock';
import { MASTER, openEngineAccount, testInstance } from './testing/engine-account.ts';

let state: string;

beforeEach(() => { state = mkdtempSync(join(tmpdir(), 'redrill-engine-')); });
afterEach(() => { rmSync(state, { recursive: true, force: true }); });

/** Processes that run on the state folder: supervisors, servers, and the servers' children, whose working folder it is. */
function processesOf(folder: string): readonly string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(folder) || readlinkSync(`/proc/${pid}/cwd`).startsWith(folder) ? [pid] : [];
    } catch {
      // it ended between the listing and the look
      return [];
    }
  });
}

function segments(): readonly string[] {
  return readFileSync('/proc/sysvipc/shm', 'latin1').split('\n').slice(1).map((line) => line.trim().split(/\s+/).slice(0, 2).join(' '));
}

test('after kill -9 of its owner a server stops by itself, nothing is left of it, and the next owner finds every commit at the same port', async () => {
  const owner = spawn(process.execPath, ['--conditions=redrill-source', join(import.meta.dirname, 'testing', 'engine-owner.ts'), state], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = await once(owner.stdout, 'data') as [Buffer];
  const port = Number(/^ready (\d+)/.exec(said.toString())?.[1]);
  const data = join(state, 'rds', 'db-OWNED', 'data');
  const [pid = '', , , , , , segment = ''] = readFileSync(join(data, 'postmaster.pid'), 'latin1').split('\n').map((line) => line.trim().replace(/\s+/g, ' '));
  expect(segments()).toContain(segment);
  expect(processesOf(state)).toContain(pid);
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  for (let looks = 0; processesOf(state).length > 0 && looks < 500; looks += 1) await realSleep(20);
  expect([processesOf(state), segments().includes(segment)]).toEqual([[], false]);
  const account = openEngineAccount(state);
  try {
    expect(account.engine.port('db-OWNED-name')).toBe(port);
    const client = await account.connect('db-OWNED-name');
    expect((await client.query('SELECT id FROM mark')).rows).toEqual([{ id: 1 }]);
  } finally {
    await account.close();
  }
});

test('a server that is crashed leaves no shared memory, and recovers what was committed', async () => {
  const account = openEngineAccount(state);
  try {
    await account.engine.create(testInstance('db-A'), MASTER);
    const client = await account.connect('db-A-name');
    await client.query('CREATE TABLE mark (id int)');
    await client.query('INSERT INTO mark VALUES (7)');
    const segment = readFileSync(join(state, 'rds', 'db-A', 'data', 'postmaster.pid'), 'latin1').split('\n')[6]?.trim().replace(/\s+/g, ' ');
    await account.engine.stop('db-A', 'crash');
    expect([processesOf(state), segments().includes(segment ?? '')]).toEqual([[], false]);
    await expect(account.connect('db-A-name')).rejects.toThrow(/ECONNREFUSED/);
    await account.engine.start('db-A');
    expect((await (await account.connect('db-A-name')).query('SELECT id FROM mark')).rows).toEqual([{ id: 7 }]);
  } finally {
    await account.close();
  }
});
