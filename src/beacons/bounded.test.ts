import { expect, it } from 'vitest';
import type { BeaconModule, Binding, DrillContext } from '#contract/modules';
import { bounded } from './bounded.ts';

const context = {} as DrillContext;
const binding: Binding = { store: 'DR-S1', account: '111111111111', region: 'us-west-2', resource: 'portal-db', pointer: '/portal/stores/dr-s1' };
const mark = { series: 's', seq: 1, sentAt: '2026-01-01T00:00:00Z' };
const silent = new Promise<never>(() => undefined);
const limits = { writeMs: 20, restMs: 10 };

function module(over: Partial<BeaconModule>): BeaconModule {
  return { service: 'rds', write: async () => undefined, read: async () => ({ found: [], duplicated: 0, unknownNames: 0, complete: true }), ...over };
}

it('gives up a mark that nobody answers, as one that may have been kept, and closes what was open', async () => {
  let rested = 0;
  const { write } = bounded(module({ write: () => silent, rest: async () => { rested += 1; } }), limits);
  const error = await write(context, binding, mark).catch((thrown: unknown) => thrown as Error & { readonly sure?: boolean; readonly code?: string });
  expect(error).toMatchObject({ code: 'beacon.silence' });
  expect((error as { readonly sure?: boolean }).sure).not.toBe(true);
  expect(rested).toBe(1);
});

it('waits no longer than its limit for what will not close', async () => {
  await expect(bounded(module({ rest: () => silent }), limits).rest?.(context, binding)).resolves.toBeUndefined();
});

it('leaves answers and refusals as they are', async () => {
  const refused = Object.assign(new Error('no'), { sure: true });
  await expect(bounded(module({ write: async () => ({ committedAt: '2026-01-01T00:00:01Z' }) }), limits).write(context, binding, mark)).resolves.toEqual({ committedAt: '2026-01-01T00:00:01Z' });
  await expect(bounded(module({ write: () => Promise.reject(refused) }), limits).write(context, binding, mark)).rejects.toBe(refused);
});
