import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BeaconLine } from '#contract/events';
import { virtualClock } from '#kit/virtual-clock';
import { openRecord } from './open-record.ts';
import { readRecord } from './read-record.ts';
import { diskFiles } from './record-files.ts';
import type { RecordFiles } from './record-files.ts';

const clock = virtualClock(Date.UTC(2026, 10, 7) * 1000);
let folder = '';

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'record-')), '0001-x-y');
});
afterEach(async () => rm(join(folder, '..'), { recursive: true }));

const eventsPath = (): string => join(folder, 'events.ndjson');
const steady = (readings: number) => ({ since: '2026-11-07T00:00:00.000000Z', readings });

async function started(files?: RecordFiles) {
  return (await openRecord({ folder, clock, mode: 'create', ...(files ? { files } : {}) })).record;
}

async function lines(count: number): Promise<string[]> {
  const record = await started();
  for (let n = 0; n < count; n += 1) await record.append('baseline.steady', steady(n));
  await record.close();
  return (await readFile(eventsPath(), 'utf8')).split('\n').slice(0, -1);
}

function failing(code: string, where: 'append' | 'sync' | 'open', after: number): RecordFiles {
  let calls = 0;
  const maybe = (at: string): void => {
    if (at === where && (calls += 1) > after) throw Object.assign(new Error(code), { code });
  };
  return {
    ...diskFiles,
    open: async (path) => {
      maybe('open');
      const file = await diskFiles.open(path);
      return { append: async (bytes) => { maybe('append'); await file.append(bytes); }, sync: async () => { maybe('sync'); await file.sync(); }, close: () => file.close() };
    },
  };
}

const line = (seq: number, kind: 'sent' | 'acked' = 'acked'): BeaconLine => ({ kind, series: 'history', seq, at: '2026-11-07T00:00:00.000000Z' });
async function* from(lines: readonly BeaconLine[]): AsyncGenerator<BeaconLine> { yield* lines; }
const all = async (lines: AsyncIterable<BeaconLine>): Promise<BeaconLine[]> => { const out: BeaconLine[] = []; for await (const one of lines) out.push(one); return out; };

describe('the record writer', () => {
  it('chains every line to the bytes of the line before it', async () => {
    const record = await started();
    await record.append('baseline.steady', steady(1));
    record.setPhase('3-disrupt');
    await record.append('baseline.steady', steady(2), { durable: true });
    await record.close();
    const chain = await readRecord(folder);
    expect(chain.events.map((event) => [event.seq, event.phase])).toEqual([[1, '1-prepare'], [2, '3-disrupt']]);
    expect(chain.events).toEqual(record.events());
  });

  it('keeps lines in the order of the calls when many tasks append at once', async () => {
    const record = await started();
    await Promise.all(Array.from({ length: 200 }, (_, n) => record.append('baseline.steady', steady(n), { durable: n % 7 === 0 })));
    await record.close();
    const { events } = await readRecord(folder);
    expect(events.map((event) => (event.data as { readings: number }).readings)).toEqual(Array.from({ length: 200 }, (_, n) => n));
  });

  it('has a durable fact on the disk when append resolves', async () => {
    const record = await started();
    await record.append('baseline.steady', steady(1), { durable: true });
    expect((await readRecord(folder)).events).toHaveLength(1);
    await record.close();
  });

  it('goes on after a resume in the phase and with the chain it finds, and the file as read is what the run sees', async () => {
    const first = await started();
    first.setPhase('4-recover');
    await first.append('baseline.steady', steady(1));
    await first.close();
    const { record, tornBytes } = await openRecord({ folder, clock, mode: 'reopen' });
    expect([record.phase(), tornBytes, record.events().length]).toEqual(['4-recover', 0, 1]);
    await record.append('baseline.steady', steady(2), { durable: true });
    await record.close();
    expect((await readRecord(folder)).events.map((event) => event.seq)).toEqual([1, 2]);
  });

  it('cuts a torn last line at any byte on reopening and says how much', async () => {
    const first = await started();
    for (let n = 0; n < 3; n += 1) await first.append('baseline.steady', steady(n));
    await first.close();
    const whole = await readFile(eventsPath());
    const lastLine = whole.length - (whole.lastIndexOf(0x0a, whole.length - 2) + 1);
    for (const cut of [1, 2, 40, lastLine - 1]) {
      await writeFile(eventsPath(), whole.subarray(0, whole.length - cut));
      const { record, tornBytes } = await openRecord({ folder, clock, mode: 'reopen' });
      expect([tornBytes, record.events().length]).toEqual([lastLine - cut, 2]);
      await record.append('baseline.steady', steady(9), { durable: true });
      await record.close();
      expect((await readRecord(folder)).events).toHaveLength(3);
    }
  });

  it('takes zero bytes that a power cut left at the end for a torn line', async () => {
    const first = await started();
    await first.append('baseline.steady', steady(1));
    await first.close();
    await appendFile(eventsPath(), Buffer.alloc(512));
    const { record, tornBytes } = await openRecord({ folder, clock, mode: 'reopen' });
    await record.close();
    expect(tornBytes).toBe(512);
  });

  it('refuses to overwrite a record and to resume one that is not there', async () => {
    await expect(openRecord({ folder, clock, mode: 'reopen' })).rejects.toMatchObject({ code: 'record.missing' });
    await (await started()).close();
    const record = await started();
    await record.append('baseline.steady', steady(1));
    await record.close();
    await expect(openRecord({ folder, clock, mode: 'create' })).rejects.toMatchObject({ code: 'record.exists' });
  });
});

describe('a broken record', () => {
  const damage: readonly (readonly [string, (lines: string[]) => string[], number])[] = [
    ['a changed number', (all) => all.map((line, i) => (i === 2 ? line.replace('"readings":2', '"readings":3') : line)), 4],
    ['a missing line', (all) => all.filter((_, i) => i !== 1), 2],
    ['two swapped lines', (all) => [all[0] ?? '', all[2] ?? '', all[1] ?? '', ...all.slice(3)], 2],
    ['a repeated line', (all) => [...all.slice(0, 2), all[1] ?? '', ...all.slice(2)], 3],
    ['a line that is not JSON', (all) => all.map((line, i) => (i === 1 ? line.slice(3) : line)), 2],
    ['an empty line', (all) => [...all.slice(0, 2), '', ...all.slice(2)], 3],
  ];
  it.each(damage)('with %s is refused with its line, for reading and for resuming', async (_, break_, line) => {
    await writeFile(eventsPath(), `${break_(await lines(5)).join('\n')}\n`);
    const wanted = { code: 'record.broken', message: expect.stringContaining(`line ${line}:`) as string };
    await expect(readRecord(folder)).rejects.toMatchObject(wanted);
    await expect(openRecord({ folder, clock, mode: 'reopen' })).rejects.toMatchObject(wanted);
  });
});

describe('a failing disk', () => {
  it.each([
    ['ENOSPC', 'append', 'record.disk-full'],
    ['EDQUOT', 'append', 'record.disk-full'],
    ['EROFS', 'open', 'record.read-only'],
    ['EIO', 'sync', 'record.write-failed'],
  ] as const)('with %s at %s rejects this durable append and every later one', async (code, where, wanted) => {
    const record = await started(failing(code, where, 0));
    const intent = { effect: '3-disrupt/x/y', token: 't', destructive: true, what: 'delete' };
    await expect(record.append('effect.intended', intent, { durable: true })).rejects.toMatchObject({ code: wanted });
    await expect(record.append('effect.intended', intent, { durable: true })).rejects.toMatchObject({ code: wanted });
    await expect(record.append('baseline.steady', steady(1))).rejects.toMatchObject({ code: wanted });
    await expect(record.flush()).rejects.toMatchObject({ code: wanted });
    await expect(record.close()).rejects.toMatchObject({ code: wanted });
  });

  it('writes nothing after the first failure, so that no line stands behind a hole', async () => {
    const record = await started(failing('ENOSPC', 'append', 1));
    await record.append('baseline.steady', steady(1), { durable: true });
    await expect(record.append('baseline.steady', steady(2), { durable: true })).rejects.toMatchObject({ code: 'record.disk-full' });
    await expect(record.append('baseline.steady', steady(3), { durable: true })).rejects.toMatchObject({ code: 'record.disk-full' });
    expect((await readRecord(folder)).events).toHaveLength(1);
    await record.close().catch(() => undefined);
  });

  it('stops durable appends as well when only the beacon ledger cannot be written', async () => {
    const full: RecordFiles = { ...diskFiles, open: async (path) => {
      if (path.includes('beacons')) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
      return diskFiles.open(path);
    } };
    const record = await started(full);
    record.beacon('DR-S5', { kind: 'sent', series: 'a', seq: 1, at: '2026-11-07T00:00:00.000000Z' });
    await expect(record.flush()).rejects.toMatchObject({ code: 'record.disk-full' });
    await expect(record.append('baseline.steady', steady(1), { durable: true })).rejects.toMatchObject({ code: 'record.disk-full' });
    await record.close().catch(() => undefined);
  });
});

describe('beacon ledgers', () => {
  it('are read back with what was pushed a moment ago', async () => {
    const record = await started();
    record.beacon('DR-S5', line(1, 'sent'));
    record.beacon('DR-S5', line(1));
    expect(await all(record.beacons('DR-S5'))).toEqual([line(1, 'sent'), line(1)]);
    expect(await all(record.beacons('DR-S1'))).toEqual([]);
    await record.close();
  });

  it('import history once, however often a run is resumed', async () => {
    const first = await started();
    await first.append('baseline.steady', steady(1));
    const history = [line(1, 'sent'), line(1), line(2, 'sent'), line(2)];
    expect(await first.importBeacons('DR-S5', from(history))).toBe(4);
    await first.close();
    const { record: again } = await openRecord({ folder, clock, mode: 'reopen' });
    expect(await again.importBeacons('DR-S5', from([...history, line(3)]))).toBe(1);
    expect(await all(again.beacons('DR-S5'))).toHaveLength(5);
    await again.close();
  });

  it('lose a torn last line on reopening, so that the next line does not fuse with it', async () => {
    const first = await started();
    await first.append('baseline.steady', steady(1));
    first.beacon('DR-S5', line(1));
    await first.close();
    const path = join(folder, 'beacons', 'DR-S5.ndjson');
    await appendFile(path, '{"kind":"sent","ser');
    const { record } = await openRecord({ folder, clock, mode: 'reopen' });
    record.beacon('DR-S5', line(2));
    expect(await all(record.beacons('DR-S5'))).toEqual([line(1), line(2)]);
    await record.close();
  });

  it('refuse a store name that would leave the folder', async () => {
    const record = await started();
    for (const store of ['../x', '', 'a/b', '.hidden']) expect(() => record.beacon(store, line(1))).toThrow(/cannot name a beacon ledger/);
    await record.close();
  });
});
