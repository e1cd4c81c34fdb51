import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { RunEvent } from '#contract/events';
import { sha256 } from '#kit/digest';
import { parseChain } from './parse-chain.ts';
import { readRecord } from './read-record.ts';
import { buildRun } from './testing/build-run.ts';
import { editRun } from './testing/run-builder.ts';

const folder = await mkdtemp(join(tmpdir(), 'read-record-'));
afterAll(() => rm(folder, { recursive: true }));

/** Larger than what is read at once, with lines that lie across the border and letters of several bytes. */
const events = editRun(buildRun(), (all) => all.flatMap((event): readonly RunEvent[] => (event.type === 'baseline.steady' ? Array.from({ length: 1500 }, (_, n) => ({ ...event, type: 'probe.read', data: { store: 'DR-S5', probe: 'x', result: 'pass', detail: `\u00e4\u{1f6a8}${'z'.repeat(n % 997)}` } }) as unknown as RunEvent) : [event]))).events;
const bytes = Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join(''));

const outcome = async (work: () => unknown): Promise<unknown> => {
  try {
    return await work();
  } catch (error) {
    return (error as Error).message;
  }
};

it('a record that is read in pieces is the same as one that is read at once', async () => {
  await writeFile(join(folder, 'events.ndjson'), bytes);
  expect(bytes.length).toBeGreaterThan(3 * 262_144);
  expect(await readRecord(folder)).toEqual({ ...parseChain(bytes, 'x'), sha256: sha256(bytes), bytes: bytes.length });
});

it.each([0, 1, 262_143, 262_144, 262_145, 300_000, bytes.length - 1])('cut after %i bytes it tells the same whole lines and the same torn ones', async (length) => {
  const file = join(folder, 'events.ndjson');
  await writeFile(file, bytes.subarray(0, length));
  const { events: read, head, goodBytes, tornBytes } = await readRecord(folder);
  expect({ events: read, head, goodBytes, tornBytes }).toEqual(parseChain(bytes.subarray(0, length), file));
  expect(goodBytes + tornBytes).toBe(length);
});

it.each([['a changed byte', 262_144], ['a line that is no JSON', bytes.indexOf(0x0a) + 1], ['a line that is no JSON, the last one', bytes.lastIndexOf(0x0a, bytes.length - 2) + 1]])('%s is told with the same line', async (_, at) => {
  const file = join(folder, 'events.ndjson');
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ 1;
  await writeFile(file, changed);
  const told = await outcome(() => parseChain(changed, file));
  expect(await outcome(async () => { const { events: read, head, goodBytes, tornBytes } = await readRecord(folder); return { events: read, head, goodBytes, tornBytes }; })).toEqual(told);
});
