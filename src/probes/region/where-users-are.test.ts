import { expect, it } from 'vitest';
import type { StoreConfig } from '#contract/config.schema';
import type { Binding, CanaryProbe, DrillContext } from '#contract/modules';
import { whereUsersAre } from './where-users-are.ts';

const store = { id: 'DR-S1', region: 'us-west-2' } as StoreConfig;
const inner: CanaryProbe = { service: 'rds', run: async () => ({ result: 'pass', detail: 'the canary itself' }) };

function at(region: string): DrillContext {
  const closed = (): never => { throw new Error('no access in this test'); };
  return { binding: () => ({ store: 'DR-S1', region } as Binding), targets: { access: closed }, config: { regions: { global: 'us-east-1' } } } as unknown as DrillContext;
}

it('asks nobody where users are while the store is at home', async () => {
  await expect(whereUsersAre(inner).run(at('us-west-2'), store)).resolves.toEqual({ result: 'pass', detail: 'the canary itself' });
});

it('never says yes of a store elsewhere when nobody can say where users are led', async () => {
  const reading = await whereUsersAre(inner).run(at('us-east-2'), store);
  expect(reading).toMatchObject({ result: 'unknown' });
  expect(reading.detail).toContain('no access in this test');
});
