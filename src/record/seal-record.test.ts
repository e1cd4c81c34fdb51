import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sealRecord } from './seal-record.ts';
import { beaconsIn, eventsIn } from './read-record.ts';
import { STORE, buildRun } from './testing/build-run.ts';
import { writeRun } from './testing/run-builder.ts';

async function countOf(lines: AsyncIterable<unknown>): Promise<number> {
  const all: unknown[] = [];
  for await (const line of lines) all.push(line);
  return all.length;
}

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seal-'));
  await writeRun(folder, buildRun());
});
afterEach(async () => rm(folder, { recursive: true }));

describe('the seal of a record', () => {
  it('is the same for the same bytes and counts the events', async () => {
    const seal = await sealRecord(folder);
    expect(await sealRecord(folder)).toEqual(seal);
    expect(seal.events).toBe(buildRun().events.length);
  });

  it('changes when whole events are cut from the tail', async () => {
    const seal = await sealRecord(folder);
    const path = join(folder, 'events.ndjson');
    const bytes = await readFile(path);
    await truncate(path, bytes.lastIndexOf(0x0a, bytes.length - 2) + 1);
    expect((await sealRecord(folder)).sha256).not.toBe(seal.sha256);
  });

  it('changes when a beacon is changed, added or taken away', async () => {
    const seal = await sealRecord(folder);
    const path = join(folder, 'beacons', `${STORE}.ndjson`);
    const text = await readFile(path, 'utf8');
    for (const other of [text.replace('"seq":3', '"seq":4'), `${text}${text.split('\n')[0]}\n`, text.slice(text.indexOf('\n') + 1)]) {
      await writeFile(path, other);
      expect((await sealRecord(folder)).sha256).not.toBe(seal.sha256);
    }
  });
});

describe('the reading half', () => {
  it('yields the events and passes over a torn last beacon line', async () => {
    const types: string[] = [];
    for await (const event of eventsIn(folder)) types.push(event.type);
    expect(types.at(-1)).toBe('run.ended');
    const path = join(folder, 'beacons', `${STORE}.ndjson`);
    const whole = await readFile(path, 'utf8');
    await writeFile(path, `${whole}{"kind":"ack`);
    expect(await countOf(beaconsIn(folder, STORE))).toBe(whole.split('\n').length - 1);
  });

  it('refuses a ledger with a bad line before its end', async () => {
    await writeFile(join(folder, 'beacons', `${STORE}.ndjson`), 'nonsense\n{"kind":"sent","series":"a","seq":1,"at":"2026-11-07T00:00:00Z"}\n');
    await expect(countOf(beaconsIn(folder, STORE))).rejects.toMatchObject({ code: 'record.broken' });
  });
});
