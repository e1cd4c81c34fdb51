import { expect, it } from 'vitest';
import type { BegunEffect, DrillContext, VariantModule } from '#contract/modules';
import { moduleContext, PORTAL_DB } from '#stores/rds/testing/module-context';
import { copiesStale } from './copies-stale.ts';
import { noCapacity } from './no-capacity.ts';

interface Asked {
  readonly context: DrillContext;
  readonly calls: (readonly [string, unknown])[];
  readonly begun: Map<string, BegunEffect>;
}

function drill(): Asked {
  const calls: [string, unknown][] = [];
  const { context, begun } = moduleContext(new Map(), async (method, input) => {
    calls.push([method, input]);
    return {};
  });
  const regions = { primary: 'us-west-2', recovery: 'us-east-2', global: 'us-east-1' };
  const clock = Object.create(context.clock, { sleepUntil: { value: async () => undefined } }) as DrillContext['clock'];
  return { context: Object.create(context, { config: { value: { ...context.config, regions } }, clock: { value: clock }, struckAt: { value: '2026-03-10T12:00:00.000000Z' } }) as DrillContext, calls, begun };
}

const act = (variant: VariantModule, context: DrillContext): Promise<string> | undefined => (variant.arrange ?? variant.afterStrike)?.(context, PORTAL_DB);

it.each<[VariantModule, readonly [string, unknown], readonly [string, unknown]]>([
  [copiesStale, ['hold-copies', { region: 'us-west-2', held: true }], ['hold-copies', { region: 'us-west-2', held: false }]],
  [noCapacity, ['no-capacity', { region: 'us-east-2', until: '2026-03-10T20:00:00.000000Z' }], ['no-capacity', { region: 'us-east-2', until: null }]],
])('$id does its harm once, and takes back only what it did', async (variant, done, undone) => {
  const { context, calls } = drill();
  await variant.undo?.(context, PORTAL_DB);
  expect(calls).toEqual([]);
  await act(variant, context);
  await act(variant, context);
  expect(calls).toEqual([done]);
  await variant.undo?.(context, PORTAL_DB);
  expect(calls).toEqual([done, undone]);
});

it.each([copiesStale, noCapacity])('$id says that it needs the sandbox where there is none', async (variant) => {
  const { context } = drill();
  const onAws = Object.create(context, { targets: { value: { ...context.targets, control: null } } }) as DrillContext;
  await expect(act(variant, onAws)).rejects.toMatchObject({ code: 'variant.no-control' });
});
