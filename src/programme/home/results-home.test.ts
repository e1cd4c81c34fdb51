import { appendFile, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { drawRun, enterInLedger, readLedger } from '#evidence/ledger';
import { memoryBucket } from '../testing/memory-bucket.ts';
import { holdLease } from './hold-lease.ts';
import { resultsHome } from './results-home.ts';

let folder = '';
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'home-')); });
afterEach(async () => rm(folder, { recursive: true }));
const machine = (name: string): string => join(folder, name, 'results');

/** Draws a run, leaves files, and enters its end, as a drill does. */
async function drill(results: string): Promise<string> {
  const run = await drawRun(results, 'rds-loss');
  await writeFile(join(run.folder, 'events.ndjson'), `events of ${run.id}\n`);
  await writeFile(join(run.folder, 'run.json'), `{"run":"${run.id}"}`);
  return run.id;
}
const end = async (results: string, number: number): Promise<void> => enterInLedger(results, { kind: 'finished', number, id: `000${number}-rds-loss`, scenario: 'rds-loss', verdict: 'pass', putBack: true, sha256: 'ab' });

it('a machine that vanished goes on in the next one: numbers continue, and what later commands need is there', async () => {
  const bucket = memoryBucket();
  const first = resultsHome(bucket, machine('a'));
  expect(await first.pull()).toEqual({ ahead: false });
  await drill(machine('a'));
  await end(machine('a'), 1);
  await first.push();
  const second = resultsHome(bucket, machine('b'));
  await second.pull();
  expect(await drill(machine('b'))).toBe('0002-rds-loss');
  expect(await readFile(join(machine('b'), '0001-rds-loss', 'run.json'), 'utf8')).toContain('0001-rds-loss');
  expect(await readdir(join(machine('b'), '0001-rds-loss'))).toEqual(['run.json']);
  await second.push();
  expect([...bucket.objects.keys()].toSorted()).toEqual(['0001-rds-loss/events.ndjson', '0001-rds-loss/run.json', '0002-rds-loss/events.ndjson', '0002-rds-loss/run.json', 'ledger.ndjson']);
});

it('of two machines that drew the same number one is told so before anything is broken, and nothing is overwritten', async () => {
  const bucket = memoryBucket();
  const [a, b] = [resultsHome(bucket, machine('a')), resultsHome(bucket, machine('b'))];
  await a.pull();
  await b.pull();
  await drill(machine('a'));
  await drill(machine('b'));
  await a.claim();
  const kept = bucket.objects.get('ledger.ndjson')?.toString();
  await expect(b.claim()).rejects.toMatchObject({ code: 'home.conflict' });
  await expect(resultsHome(bucket, machine('b')).pull()).rejects.toMatchObject({ code: 'home.conflict' });
  expect(bucket.objects.get('ledger.ndjson')?.toString()).toBe(kept);
});

it.each([0, 1, 2])('a push that was cut off at its put %i is made good at the next start, and until then the ledger there promises nothing that is missing', async (cutAt) => {
  let puts = -1000;
  const bucket = memoryBucket(() => { puts += 1; if (puts === cutAt + 1) throw new Error('connection cut'); });
  const home = resultsHome(bucket, machine('a'));
  await home.pull();
  await drill(machine('a'));
  await end(machine('a'), 1);
  puts = 0;
  await expect(home.push()).rejects.toThrow('connection cut');
  expect(bucket.objects.has('ledger.ndjson')).toBe(false);
  puts = -1000;
  const again = resultsHome(bucket, machine('a'));
  expect(await again.pull()).toEqual({ ahead: true });
  await again.push();
  expect([...bucket.objects.keys()].toSorted()).toEqual(['0001-rds-loss/events.ndjson', '0001-rds-loss/run.json', 'ledger.ndjson']);
  expect(await again.pull()).toEqual({ ahead: false });
});

it('a ledger there that was changed, and a torn line here, are told apart', async () => {
  const bucket = memoryBucket();
  const home = resultsHome(bucket, machine('a'));
  await home.pull();
  await drill(machine('a'));
  await home.push();
  await appendFile(join(machine('a'), 'ledger.ndjson'), '{"seq":2,');
  expect(await resultsHome(bucket, machine('a')).pull()).toEqual({ ahead: false });
  expect(await readLedger(machine('a'))).toHaveLength(1);
  bucket.objects.set('ledger.ndjson', Buffer.from((bucket.objects.get('ledger.ndjson')?.toString() ?? '').replace('"seq":1', '"seq":7')));
  await expect(resultsHome(bucket, machine('b')).pull()).rejects.toMatchObject({ code: 'home.broken' });
});

it('one machine holds the home at a time; it is free once released, and ten minutes after its holder vanished', async () => {
  const bucket = memoryBucket();
  let now = '2026-11-22T12:00:00.000000Z';
  const lease = await holdLease(bucket, 'ci-1', () => now);
  await expect(holdLease(bucket, 'ci-2', () => now)).rejects.toMatchObject({ code: 'home.held', message: expect.stringContaining('held by ci-1') as unknown });
  await lease.release();
  const vanished = await holdLease(bucket, 'ci-2', () => now);
  now = '2026-11-22T12:10:01.000000Z';
  const taker = await holdLease(bucket, 'ci-3', () => now);
  await vanished.release();
  expect(vanished.lost()).toBe(true);
  expect(taker.lost()).toBe(false);
  await taker.release();
});
