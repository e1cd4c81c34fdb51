import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { localLock } from './local-lock.ts';

const file = (): string => join(mkdtempSync(join(tmpdir(), 'redrill-lock-')), 'sub', 'lease.lock');

test('the same process may take its lock again and gives it back', () => {
  const path = file();
  const lock = localLock(path);
  lock.take('0001-a');
  lock.take('0001-a');
  lock.release();
  expect(existsSync(path)).toBe(false);
});

test('a lock of a living process refuses by name; after that process ended it is taken over', async () => {
  const path = file();
  localLock(path).take('mine');
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
  await once(child, 'spawn');
  const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8');
  const holder = { pid: child.pid, startedAt: stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19], runId: '0007-other' };
  writeFileSync(path, JSON.stringify(holder));
  expect(() => localLock(path).take('0008-b')).toThrow(expect.objectContaining({ code: 'lease.local', exitCode: 5, message: expect.stringContaining('0007-other') }));
  writeFileSync(path, JSON.stringify({ ...holder, startedAt: '1' }));
  expect(() => localLock(path).take('0008-b')).not.toThrow();
  writeFileSync(path, JSON.stringify(holder));
  child.stdin.end();
  await once(child, 'exit');
  expect(() => localLock(path).take('0008-b')).not.toThrow();
});

test('a lock file torn by a crash does not block', () => {
  const path = file();
  localLock(path).take('x');
  writeFileSync(path, '{"pid":');
  expect(() => localLock(path).take('0001-a')).not.toThrow();
});

test('a process that was killed and not yet collected by its parent holds nothing any more', async () => {
  const path = file();
  localLock(path).take('mine');
  const parent = spawn('/bin/sh', ['-c', 'sleep 0 & echo $!; exec sleep 20'], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const [said] = (await once(parent.stdout, 'data')) as [Buffer];
    const stat = (): string[] => { const text = readFileSync(`/proc/${Number(said)}/stat`, 'utf8'); return text.slice(text.lastIndexOf(')') + 2).split(' '); };
    await vi.waitUntil(() => stat()[0] === 'Z', { timeout: 5000 });
    writeFileSync(path, JSON.stringify({ pid: Number(said), startedAt: stat()[19], runId: '0007-killed' }));
    expect(() => localLock(path).take('0007-killed')).not.toThrow();
  } finally {
    parent.kill('SIGKILL');
  }
});
