import { appendFile, mkdtemp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { drawRun, enterInLedger, readLedger } from './ledger.ts';
import { withResultsLock } from './results-lock.ts';

let results = '';
beforeEach(async () => {
  results = join(await mkdtemp(join(tmpdir(), 'ledger-')), 'results');
});
afterEach(async () => rm(join(results, '..'), { recursive: true }));
const path = (): string => join(results, 'ledger.ndjson');

const end = (number: number) => ({ kind: 'finished' as const, number, id: `000${number}-x-y`, scenario: 'x-y', verdict: 'pass' as const, putBack: true, sha256: 'ab' });
const lockPath = (): string => join(results, 'ledger.lock');
describe('run numbers', () => {
  it('are drawn before anything else, name the folder, and are entered as started', async () => {
    const run = await drawRun(results, 'rds-loss');
    expect(run).toEqual({ number: 1, id: '0001-rds-loss', folder: join(results, '0001-rds-loss') });
    expect(await readLedger(results)).toMatchObject([{ seq: 1, kind: 'started', number: 1, id: '0001-rds-loss', scenario: 'rds-loss', verdict: null }]);
    expect(await readdir(results)).toEqual(['0001-rds-loss', 'ledger.ndjson']);
  });

  it('have no gap and no double when many are drawn at once', async () => {
    const runs = await Promise.all(Array.from({ length: 12 }, () => drawRun(results, 'x-y')));
    expect(runs.map((run) => run.number).sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    expect((await readLedger(results)).map((entry) => entry.number)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
  });

  it('are not drawn for a name that could leave the folder', async () => {
    for (const name of ['../x', 'A', 'a/b', '', 'a--b', 'a\n']) await expect(drawRun(results, name)).rejects.toMatchObject({ code: 'ledger.scenario-name' });
  });

  it('are refused when a folder of that number exists that the ledger does not know', async () => {
    await mkdir(join(results, '0001-old'), { recursive: true });
    await expect(drawRun(results, 'x-y')).rejects.toMatchObject({ code: 'ledger.orphan' });
  });
});

describe('the ledger', () => {
  it('says a thing once, and again only when it has changed', async () => {
    await drawRun(results, 'x-y');
    await enterInLedger(results, end(1));
    await enterInLedger(results, end(1));
    await enterInLedger(results, { ...end(1), sha256: 'cd' });
    expect((await readLedger(results)).map((entry) => [entry.kind, entry.sha256])).toEqual([['started', null], ['finished', 'ab'], ['finished', 'cd']]);
  });

  it('is broken by any change of a line, a missing line or two swapped ones, and says where', async () => {
    for (let n = 0; n < 3; n += 1) await drawRun(results, 'x-y');
    const lines = (await readFile(path(), 'utf8')).split('\n').slice(0, -1);
    const [a = '', b = '', c = ''] = lines;
    for (const [bad, line] of [[[a, b.replace('"number":2', '"number":9'), c], 3], [[a, c], 2], [[b, a, c], 1], [[a, 'x', c], 2]] as const) {
      await writeFile(path(), `${bad.join('\n')}\n`);
      await expect(readLedger(results)).rejects.toMatchObject({ code: 'ledger.broken', message: expect.stringContaining(`line ${line}:`) as string });
      await expect(drawRun(results, 'x-y')).rejects.toMatchObject({ code: 'ledger.broken' });
    }
  });

  it('loses only a line that a crash had cut', async () => {
    await drawRun(results, 'x-y');
    await appendFile(path(), '{"seq":2,"prev"');
    expect(await readLedger(results)).toHaveLength(1);
    expect((await drawRun(results, 'x-y')).number).toBe(2);
    expect((await readLedger(results)).map((entry) => entry.seq)).toEqual([1, 2]);
  });

  it('is empty where there is none', async () => {
    expect(await readLedger(results)).toEqual([]);
  });
});

describe('the lock of a results folder', () => {
  it('lets one in at a time and leaves nothing behind, also after a failure', async () => {
    let inside = 0;
    const most: number[] = [];
    const work = async (): Promise<void> => {
      inside += 1;
      most.push(inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 10 }, () => withResultsLock(results, work)));
    await expect(withResultsLock(results, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(Math.max(...most)).toBe(1);
    expect(await readdir(results)).toEqual([]);
  });

  it.each([
    ['whose process is gone', { pid: 2 ** 22 + 12_345, startedAt: '1', token: 'x' }],
    ['whose pid was given to another process', { pid: process.pid, startedAt: '1', token: 'x' }],
  ])('is taken over from a holder %s', async (_, holder) => {
    await mkdir(results, { recursive: true });
    await writeFile(lockPath(), JSON.stringify(holder));
    expect((await drawRun(results, 'x-y')).number).toBe(1);
    expect(await readdir(results)).toEqual(['0001-x-y', 'ledger.ndjson']);
  });
});
