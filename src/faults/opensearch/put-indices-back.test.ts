import { expect, it } from 'vitest';
import type { BegunEffect, Effect } from '#contract/modules';
import { exportDocuments } from './export-documents.ts';
import { putIndicesBack, type PutBack } from './put-indices-back.ts';
import { replaceIndex } from './replace-index.ts';
import type { SafetyDocument } from './safety-document.ts';
import { safetyPlaces } from './safety-places.ts';
import { fakeDomain, type FakeDomain } from './testing/fake-domain.ts';

type Context = Parameters<typeof safetyPlaces>[0];
const placesOf = (run: Partial<Context['run']> = {}): ReturnType<typeof safetyPlaces> => safetyPlaces({ run: { id: '0001-wipe', number: 1, seed: 's', folder: '/results/0001-wipe', token: 'ab12', ...run }, config: { harness: { safetyBucket: 'safety', leaseBucket: 'lease' } } as Context['config'] }, 'DR-S3');

interface Site {
  readonly domain: FakeDomain;
  readonly job: PutBack;
  readonly effects: (BegunEffect & { readonly destructive: boolean })[];
}

/** `later` is what landed since the copy. */
function siteOf({ later = {} }: { readonly later?: Readonly<Record<string, unknown>> } = {}): Site {
  const domain = fakeDomain();
  const effects: Site['effects'] = [];
  const effect = async <T>(one: Effect<T>): Promise<T> => {
    const result = (effects.some(({ id }) => id === one.id) ? await one.probe() : undefined) ?? (await one.act('token'));
    effects.push({ id: one.id, done: true, result, destructive: one.destructive });
    return result;
  };
  const job: PutBack = {
    context: { effect, say: () => undefined, signal: new AbortController().signal },
    store: 'DR-S3', client: domain.client, s3: domain.s3, places: placesOf(),
    pause: async () => { domain.done.push('pause'); },
    indexLater: async (into) => { for (const [id, source] of Object.entries(later)) domain.indices.get(into['datasets'] ?? '')?.documents.set(id, { version: 900, source }); },
  };
  return { domain, job, effects };
}

async function copied({ domain, job }: Site): Promise<SafetyDocument> {
  const chunks = await exportDocuments({ client: domain.client, s3: domain.s3, places: job.places, signal: job.context.signal }, 'datasets-000001');
  return {
    madeAt: '2026-03-10T12:00:00.000000Z', pointer: null, writers: 'running', chunks: [...chunks], uuids: { 'datasets-000001': domain.indices.get('datasets-000001')?.uuid ?? '' },
    contents: { indices: [{ index: 'datasets-000001', group: 'datasets', settings: {}, mappings: {}, documents: 2, health: 'green' }], aliases: { datasets: ['datasets-000001'] }, templates: {} },
  };
}

it('keeps what a recovered index holds, with writes stopped, before it is deleted; what is kept is named and outlives the copy', async () => {
  const { domain, job, effects } = siteOf();
  const { uuid } = domain.add('datasets-000002', { d1: { title: 'restored' }, note: { title: 'written by a user since' } });
  await replaceIndex(job, { index: 'datasets-000002', uuid });
  expect(domain.done).toEqual(['pause', 'block datasets-000002', 'read datasets-000002', 'delete datasets-000002']);
  const leaves = `s3://safety/redrill-replaced-0001-wipe-ab12/DR-S3/${uuid}/`;
  expect(effects).toEqual([{ id: `5-put-back/replace/DR-S3/${uuid}`, done: true, destructive: true, result: { index: 'datasets-000002', documents: 2, leaves } }]);
  expect([...domain.objects].map(([key]) => key).every((key) => `s3://safety/${key}`.startsWith(leaves) && !key.startsWith(job.places.root))).toBe(true);
  expect([...domain.objects.values()].map(String).join('')).toContain('written by a user since');
  // killed right after the deletion: what is kept is found again
  await replaceIndex(job, { index: 'datasets-000002', uuid });
  expect(effects[1]?.result).toEqual(effects[0]?.result);
});

it('deletes nothing that could not be kept whole, and lets it be written again', async () => {
  const { domain, job } = siteOf();
  const { uuid } = domain.add('datasets-000002', { d1: {} });
  const failing: PutBack = { ...job, s3: { ...job.s3, put: async () => { throw new Error('slow down'); } } };
  await expect(replaceIndex(failing, { index: 'datasets-000002', uuid })).rejects.toThrow('slow down');
  expect(domain.indices.get('datasets-000002')).toMatchObject({ blocked: false });
  await replaceIndex(job, { index: 'datasets-000002', uuid: 'of another one' });
  expect(domain.indices.has('datasets-000002')).toBe(true);
});

it('brings a lost index back with what has landed since; repeating it takes nothing of that away', async () => {
  const site = siteOf({ later: { d2: { title: 'corrected since' }, d3: { title: 'landed since' } } });
  const { domain, job } = site;
  domain.add('datasets-000001', { d1: { title: 'one' }, d2: { title: 'two' } });
  const document = await copied(site);
  domain.indices.clear();
  const expected = { d1: { title: 'one' }, d2: { title: 'corrected since' }, d3: { title: 'landed since' } };
  await putIndicesBack(job, document, { lost: ['datasets-000001'], later: true });
  expect([domain.sources('datasets-000001'), [...(domain.aliases.get('datasets') ?? [])]]).toEqual([expected, ['datasets-000001']]);
  domain.indices.get('datasets-000001')?.documents.set('d1', { version: 1, source: { title: 'edited by a user' } });
  await putIndicesBack({ ...job, indexLater: async () => undefined }, document, { lost: ['datasets-000001'], later: true });
  expect(domain.sources('datasets-000001')).toEqual({ ...expected, d1: { title: 'edited by a user' } });
});

it('touches no document of an index that was never lost, and leads its alias back to it alone', async () => {
  const site = siteOf({ later: { d9: {} } });
  const { domain, job } = site;
  domain.add('datasets-000001', { d1: { title: 'one' } });
  const document = await copied(site);
  domain.indices.get('datasets-000001')?.documents.set('note', { version: 1, source: { title: 'since' } });
  domain.add('of-users', {});
  domain.aliases.set('datasets', new Set(['of-users']));
  domain.done.length = 0;
  await putIndicesBack(job, document, { lost: [], later: false });
  expect([domain.done, domain.sources('datasets-000001'), [...(domain.aliases.get('datasets') ?? [])]]).toEqual([[], { d1: { title: 'one' }, note: { title: 'since' } }, ['datasets-000001']]);
});

it('never takes the copy of a namesake in another results folder for its own', () => {
  const all = [placesOf(), placesOf({ token: 'cd34' }), safetyPlaces({ run: { id: '0001-wipe', number: 1, seed: 's', folder: '/other/0001-wipe' }, config: { harness: { safetyBucket: 'safety' } } as Context['config'] }, 'DR-S3')];
  for (const key of ['root', 'documents', 'definition', 'replaced'] as const) expect(new Set(all.map((places) => places[key])).size).toBe(all.length);
});
