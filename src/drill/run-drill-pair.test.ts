import { describe, expect, it } from 'vitest';
import type { EventType, RunEvent } from '#contract/events';
import type { MutationModule } from '#contract/modules';
import { secondsBetween } from '#kit/time';
import { measureRun } from '#measure/measure-run';
import { attempt } from './testing/model-drill.ts';
import type { AttemptOptions } from './testing/model-drill.ts';
import { FIRST, modelPair, SECOND } from './testing/model-pair.ts';
import type { ModelPair } from './testing/model-pair.ts';

const go = ({ site, input }: ModelPair, options: AttemptOptions = {}): ReturnType<typeof attempt> => attempt(site, { ...options, input: { ...input, ...options.input } });

function facts<T extends EventType>({ site }: ModelPair, type: T): RunEvent<T>['data'][] {
  return site.disk.events.filter((event) => event.type === type).map((event) => event.data as RunEvent<T>['data']);
}

/** What must be equal however often the harness was killed. */
function endState(pair: ModelPair): unknown {
  return {
    worlds: [pair.site.world, pair.second].map(({ live, pointer, safety }) => ({ live: [...(live ?? new Map())].filter(([key]) => key.startsWith('data/')).map(([key, object]) => `${key}=${object.value}`).sort(), pointer, safety })),
    lease: pair.site.lease,
    steps: [...new Map(facts(pair, 'step.ended').map((data) => [data.n, data.outcome]))],
    observed: [...new Set(facts(pair, 'fault.observed').map(({ store }) => store))],
    released: facts(pair, 'release.passed').map(({ checks, stores }) => [checks, Object.keys(stores ?? {})]),
    soak: facts(pair, 'soak.ended').map(({ ok }) => ok),
    putBack: facts(pair, 'put-back.ended').map(({ ok, how }) => ({ ok, how })),
    integrity: facts(pair, 'integrity.read').map(({ store, reading }) => [store, reading.missing, reading.different, reading.unexpected]),
    again: facts(pair, 'protected.again').map(({ store, at }) => [store, at !== null]),
    ended: facts(pair, 'run.ended').map(({ end, reached }) => ({ end, reached })),
  };
}

describe('a drill that loses two stores together', () => {
  it('strikes, recovers, compares and puts back both', async () => {
    const pair = modelPair();
    expect((await go(pair)).end).toEqual({ end: 'completed', reason: null });
    expect(endState(pair)).toMatchObject({ observed: [FIRST, SECOND], released: [[2, [FIRST, SECOND]]], soak: [true], putBack: [{ ok: true, how: 'recovered' }], again: [[FIRST, true], [SECOND, true]] });
    expect(facts(pair, 'safety-copy.made').map(({ store }) => store)).toEqual([FIRST, SECOND]);
    expect([pair.site.world.safety, pair.second.safety, pair.site.world.pointer, pair.second.pointer]).toEqual([null, null, 'restored', 'restored']);
    expect([...pair.site.disk.beacons.keys()].sort()).toEqual([SECOND, `${SECOND}.after`, FIRST, `${FIRST}.after`].sort());
  });

  it('measures T0, restore, release and recovery time of each store by itself', async () => {
    const pair = modelPair();
    await go(pair);
    const { stores, timeline } = measureRun(pair.site.disk.events, pair.site.disk.beacons);
    const [first, second] = stores;
    if (first === undefined || second === undefined) throw new Error('two stores were expected');
    expect(first.rta.value).toBeGreaterThan(0);
    // The second one waits for the first one's minute of copying back; neither waits for the ten minutes of the last step, after which nothing is checked.
    expect(Math.round((second.rta.value ?? 0) - (first.rta.value ?? 0))).toBe(60);
    expect(secondsBetween(first.timeline.T4 ?? '', second.timeline.T3 ?? '')).toBeGreaterThanOrEqual(0);
    expect([timeline.T0, timeline.T4, timeline.T6]).toEqual([first.timeline.T0, second.timeline.T4, second.timeline.T6]);
    for (const { rta, rtaParts } of stores) expect(rtaParts.reduce((sum, { seconds }) => sum + seconds, 0)).toBeCloseTo(rta.value ?? 0, 3);
  });

  it('ends in the same state when it is killed at any effect and resumed, and destroys each target once', async () => {
    const reference = modelPair();
    const points: string[] = [];
    await go(reference, { points });
    expect(points.filter((name) => name.includes('3-disrupt')).length).toBeGreaterThan(10);
    for (let killAt = 1; killAt <= points.length; killAt += 1) {
      const pair = modelPair();
      expect((await go(pair, { killAt })).outcome, points[killAt - 1]).toBe('killed');
      expect((await go(pair)).end, `resumed after ${points[killAt - 1]}`).toEqual({ end: 'completed', reason: null });
      expect(endState(pair), points[killAt - 1]).toEqual(endState(reference));
      for (const world of [pair.site.world, pair.second]) expect([...world.destroyed.values()].every((count) => count === 1), points[killAt - 1]).toBe(true);
    }
  }, 120_000);

  it('leaves the store alone that it had not come to when it was put back between the faults', async () => {
    const pair = modelPair();
    const points: string[] = [];
    await go(modelPair(), { points });
    await go(pair, { killAt: points.indexOf('after-confirm 3-disrupt/wipe/drop') + 1 });
    pair.second.live?.set('data/written-since', { value: 'x', at: '' });
    await go(pair, { input: { putBackOnly: true } });
    expect(facts(pair, 'put-back.ended')).toEqual([expect.objectContaining({ ok: true, how: 'safety-copy' })]);
    expect(pair.site.world.live?.size).toBeGreaterThan(40);
    expect(pair.second.live?.has('data/written-since')).toBe(true);
  });

  it('leaves the store alone whose fault was asked for and had begun nothing when it was put back', async () => {
    const pair = modelPair();
    const points: string[] = [];
    await go(modelPair(), { points });
    await go(pair, { killAt: points.indexOf(`before-intent 3-disrupt/wipe/empty/${SECOND}`) + 1 });
    expect(facts(pair, 'fault.requested').map(({ store }) => store)).toEqual([FIRST, SECOND]);
    pair.second.live?.set('data/written-since', { value: 'x', at: '' });
    await go(pair, { input: { putBackOnly: true } });
    expect(facts(pair, 'put-back.ended')).toEqual([expect.objectContaining({ ok: true, how: 'safety-copy' })]);
    expect(pair.site.world.live?.size).toBeGreaterThan(40);
    expect(pair.second.live?.has('data/written-since')).toBe(true);
  });

  it('puts a store back that was not struck when the recovery has begun to change it', async () => {
    const pair = modelPair();
    const wipe = pair.site.families.faults.get('second.wipe');
    if (!wipe) throw new Error('no fault');
    const refused = { ...wipe, inject: async () => { throw new Error('its owner does not allow drills any more'); } };
    const failing = { ...pair.site.families.steps.get('second.copy-back')!, run: async () => { throw new Error('access denied'); } };
    const restored: string[] = [];
    const services = new Map([...pair.site.families.services].map(([name, modules]) => [name, { ...modules, safetyCopy: { ...modules.safetyCopy, restore: async (...args: Parameters<typeof modules.safetyCopy.restore>) => { restored.push(args[1].id); await modules.safetyCopy.restore(...args); } } }]));
    const families = { ...pair.site.families, services, faults: new Map([...pair.site.families.faults, ['second.wipe', refused]]), steps: new Map([...pair.site.families.steps, ['second.copy-back', failing]]) };
    await go(pair, { input: { families } });
    expect(facts(pair, 'effect.intended').map(({ effect }) => effect).filter((id) => id.endsWith(`/${SECOND}`) && id.startsWith('3-'))).toEqual([]);
    expect(restored).toEqual([FIRST, SECOND]);
  });

  it('brings both back from their safety copies when the second restore fails: nobody saw the first one work to the end of a soak', async () => {
    const pair = modelPair();
    const failing = { ...pair.site.families.steps.get('second.copy-back')!, run: async () => { throw new Error('access denied'); } };
    const restored: string[] = [];
    const services = new Map([...pair.site.families.services].map(([name, modules]) => [name, { ...modules, safetyCopy: { ...modules.safetyCopy, restore: async (...args: Parameters<typeof modules.safetyCopy.restore>) => { restored.push(args[1].id); await modules.safetyCopy.restore(...args); } } }]));
    await go(pair, { input: { families: { ...pair.site.families, services, steps: new Map([...pair.site.families.steps, ['second.copy-back', failing]]) } } });
    expect(facts(pair, 'release.passed')).toEqual([]);
    expect(restored).toEqual([FIRST, SECOND]);
    expect(facts(pair, 'put-back.ended')).toEqual([expect.objectContaining({ ok: true, how: 'safety-copy' })]);
  });

  it('gives a sabotage that is named with its service the store of that service', async () => {
    const pair = modelPair();
    const spoilt: string[] = [];
    const module: MutationModule = { id: 'm', service: 'rds', kind: 'backup', title: 'm', expect: { verdict: 'fail-integrity', reasonCode: 'integrity.missing' }, sabotage: async (_, store) => { spoilt.push(store.id); return 'spoilt'; }, undo: async (_, store) => { spoilt.push(`${store.id} undone`); } };
    await go(pair, { input: { mutation: 'rds/m', families: { ...pair.site.families, mutations: new Map([['rds/m', module]]) } } });
    expect(spoilt).toEqual([SECOND, `${SECOND} undone`]);
  });
});
