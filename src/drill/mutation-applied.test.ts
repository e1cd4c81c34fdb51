import { expect, it } from 'vitest';
import type { MutationModule } from '#contract/modules';
import { attempt } from './testing/model-drill.ts';
import { modelPair, SECOND } from './testing/model-pair.ts';

it('notes which store of two a mutation spoils, and what it spoilt there once the sabotaged step has run', async () => {
  const { site, second, input } = modelPair();
  const loseOne: MutationModule = {
    id: 'lose-one', service: 'rds', kind: 'restore', title: 'one does not come back', expect: { verdict: 'fail-integrity', reasonCode: 'integrity.missing' }, step: 'second.re-point',
    around: async (_context, _store, run) => {
      const result = await run();
      second.live?.delete('data/6');
      return { ...result, spoilt: ['data/6'] };
    },
  };
  const families = { ...site.families, mutations: new Map([['rds/lose-one', loseOne]]) };
  await attempt(site, { input: { ...input, families, mutation: 'rds/lose-one' } });
  const applied = site.disk.events.filter(({ type }) => type === 'mutation.applied');
  expect(applied.map(({ phase, data }) => [phase, data])).toEqual([
    ['2-baseline', expect.objectContaining({ mutation: 'lose-one', store: SECOND })],
    ['4-recover', expect.objectContaining({ mutation: 'lose-one', store: SECOND, spoilt: ['data/6'] })],
  ]);
});
