import type { BegunEffect, DrillContext, Effect } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { microsOf } from '#kit/time';
import { virtualClock } from '#kit/virtual-clock';

/** A context for one module under test, with a journal in memory that a second life of the harness can go on with. */
export interface ModuleContext {
  readonly context: DrillContext;
  /** Every effect as often as it was asked for. */
  readonly asked: Pick<Effect<unknown>, 'id' | 'destructive'>[];
  /** The journal: an effect that is begun and has no entry for its end was cut off. */
  readonly begun: Map<string, BegunEffect>;
}

/** A database store whose daily snapshots lie in a vault. */
export const PORTAL_DB: StoreConfig = {
  id: 'DR-S1', service: 'rds', title: 'database', holds: 'rows', account: 'platform', region: 'us-west-2', resource: 'portal-db', pointer: '/portal/stores/dr-s1',
  backups: [{ id: 'daily', kind: 'aws-backup', title: 'daily', account: 'platform', region: 'us-west-2', resource: 'portal-daily', continuous: false, schedule: 'cron(0 5 * * ? *)', every: 'P1D', retention: 'P60D' }],
};

/** The drill as a module sees it; `begun` of an earlier life makes this one a resume or a cleanup. */
export function moduleContext(begun: Map<string, BegunEffect> = new Map(), call: (method: string, input: unknown) => Promise<unknown> = async () => ({})): ModuleContext {
  const asked: ModuleContext['asked'] = [];
  const effect = async <T>(one: Effect<T>): Promise<T> => {
    asked.push({ id: one.id, destructive: one.destructive });
    const before = begun.get(one.id);
    if (before?.done) return before.result as T;
    const looked = before === undefined ? undefined : await one.probe();
    begun.set(one.id, { id: one.id, done: false, result: undefined });
    const result = looked ?? (await one.act('token'));
    begun.set(one.id, { id: one.id, done: true, result });
    return result;
  };
  const access = { principal: 'drill-operator', account: '111111111111', region: 'us-west-2' };
  const binding = { store: 'DR-S1', account: '111111111111', region: 'us-west-2', resource: 'portal-db', pointer: '/portal/stores/dr-s1' };
  const context = {
    // Nobody else is at work here, so every wait is over at once.
    clock: { ...virtualClock(microsOf('2026-03-10T12:00:00.000000Z')), sleep: async () => undefined },
    targets: { access: () => access, control: { call } },
    config: { guards: { optInTag: { key: 'drillable', value: 'yes' } }, harness: { safetyBucket: 'safety', leaseBucket: 'lease' } },
    run: { id: '0001-rds-loss', number: 1, seed: 's', folder: '/results/0001', token: 'ab12cd34' },
    signal: new AbortController().signal,
    store: () => PORTAL_DB, binding: () => binding, candidate: () => binding, struckAt: null,
    effect, effects: () => [...begun.values()], modelled: (_model: unknown, _amount: unknown, work: () => unknown) => work(), say: () => undefined,
  } as unknown as DrillContext;
  return { context, asked, begun };
}
