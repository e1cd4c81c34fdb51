import { expect, it } from 'vitest';
import type { RunEvent, RunStarted } from '#contract/events';
import { strandedWrites } from './stranded-writes.ts';

const started = { stores: [{ id: 'DR-S1', resource: 'portal-db' }] } as unknown as Pick<RunStarted, 'stores'>;
const changed = (kind: 'candidate' | 'promoted' | 'relocated', from: string, to: string, store = 'DR-S1'): RunEvent => ({ type: 'binding.changed', data: { store, kind, from, to, by: 'step' } }) as unknown as RunEvent;
const store = { id: 'DR-S1', lostWrites: 7 };

it('names what served when the region was given up, whatever the store was bound to afterwards', () => {
  const away = [changed('relocated', 'us-west-2', 'us-east-2'), changed('candidate', 'portal-db', 'portal-db-restored'), changed('promoted', 'portal-db', 'portal-db-restored'), changed('relocated', 'us-east-2', 'us-west-2')];
  expect(strandedWrites(started, away, store)).toEqual({ writes: 7, resource: 'portal-db', region: 'us-west-2' });
  expect(strandedWrites(started, [changed('promoted', 'portal-db', 'portal-db-restored'), ...away], store)).toMatchObject({ resource: 'portal-db-restored' });
});

it('says nothing of a store that stayed where it was, lost nothing, or was never compared', () => {
  const away = [changed('relocated', 'us-west-2', 'us-east-2')];
  expect([strandedWrites(started, [changed('promoted', 'a', 'b')], store), strandedWrites(started, away, { ...store, lostWrites: 0 }), strandedWrites(started, away, { ...store, lostWrites: null }), strandedWrites(started, [changed('relocated', 'us-west-2', 'us-east-2', 'DR-S2')], store)]).toEqual([null, null, null, null]);
});
