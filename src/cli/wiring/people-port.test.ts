import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '#contract/clock';
import { virtualClock } from '#kit/virtual-clock';
import { microsOf } from '#kit/time';
import { sayToRun } from './people-file.ts';
import { peoplePort } from './people-port.ts';

let folder = '';
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'redrill-people-')); });
afterEach(() => rmSync(folder, { recursive: true }));

const clock: Clock = { ...virtualClock(microsOf('2026-01-01T12:00:00Z')), monoMicros: () => 60_000_000 };

describe('what people tell a run', () => {
  it('is nothing before they spoke', async () => {
    const people = peoplePort(folder, clock);
    expect([await people.mark('detected'), await people.step(1)]).toEqual([null, null]);
  });

  it('is read with the drill time at which it was said, the newest word of each kind', async () => {
    sayToRun(folder, { kind: 'mark', what: 'detected', by: 'ann', mono: 50_000_000 });
    sayToRun(folder, { kind: 'step', n: 2, outcome: 'failed', by: 'ann', note: null, mono: 51_000_000 });
    sayToRun(folder, { kind: 'step', n: 2, outcome: 'done', by: 'ben', note: 'second try', mono: 52_000_000 });
    const people = peoplePort(folder, clock);
    expect(await people.mark('detected')).toEqual({ at: '2026-01-01T11:59:50.000000Z', by: 'ann' });
    expect(await people.mark('declared')).toBeNull();
    expect(await people.step(2)).toEqual({ outcome: 'done', by: 'ben', note: 'second try' });
  });

  it('survives torn and foreign lines', async () => {
    appendFileSync(join(folder, 'people.ndjson'), '{"kind":"mark"}\nnot json\n[]\n');
    sayToRun(folder, { kind: 'mark', what: 'declared', by: 'ann', mono: 60_000_000 });
    appendFileSync(join(folder, 'people.ndjson'), '{"kind":"mark","what":"decl');
    expect(await peoplePort(folder, clock).mark('declared')).toMatchObject({ by: 'ann' });
  });
});
