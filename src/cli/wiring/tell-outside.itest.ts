import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { RunEvent } from '#contract/events';
import { tellOutside } from './tell-outside.ts';
import type { OutsideInput } from './tell-outside.ts';

it('a webhook that cannot be reached is a fact of the record and stops nothing; after the end of the run it is told in its own file alone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'outside-'));
  const facts: unknown[] = [];
  const said: string[] = [];
  const shown: string[] = [];
  const input = {
    config: { out: { prometheus: join(folder, 'no', 'such', 'folder.prom'), webhook: { url: 'http://127.0.0.1:1/x', events: ['start', 'lapse', 'end'], secretVariable: null } } },
    terminal: { env: {}, cwd: folder, err: (line: string) => said.push(line) },
    record: { folder, append: async (type: string, data: object) => { facts.push([type, data]); } },
    started: { id: '0001-x-y', scenario: 'x-y', variant: null, mutation: null, title: 'T', target: { kind: 'sandbox' } },
    results: folder,
  } as unknown as OutsideInput;
  const outside = tellOutside(input);
  const progress = outside.listening({ fact: (event) => { shown.push(event.type); }, say: () => undefined, beacons: () => undefined });
  const fact = (type: string, data: object): void => progress.fact({ type, data, at: '2026-11-22T12:00:00.000000Z' } as unknown as RunEvent);
  fact('run.started', input.started);
  fact('soak.ended', { ok: true, detail: '' });
  await outside.settle();
  expect(shown).toEqual(['run.started', 'soak.ended']);
  expect(facts).toEqual([['error', { where: 'webhook', code: 'webhook.failed', message: expect.stringContaining('"start" after 3 tries') as unknown }]]);
  await outside.ended({ verdict: 'pass', rta: { seconds: 1 }, rpa: { seconds: null }, findings: [], reasons: [] } as unknown as Parameters<typeof outside.ended>[0], true);
  expect(facts).toHaveLength(1);
  expect((await readFile(join(folder, 'webhook.ndjson'), 'utf8')).trim().split('\n').map((line) => { const { event, ok, tries } = JSON.parse(line) as Record<string, unknown>; return [event, ok, tries]; })).toEqual([['start', false, 3], ['end', false, 3]]);
  expect(said.some((line) => line.includes('folder.prom could not be written'))).toBe(true);
  await rm(folder, { recursive: true });
});
