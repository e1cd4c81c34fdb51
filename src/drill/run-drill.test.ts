import { describe, expect, it } from 'vitest';
import type { EventType, RunEvent } from '#contract/events';
import { attempt, modelSite, type ModelSite } from './testing/model-drill.ts';

function facts<T extends EventType>(site: ModelSite, type: T): RunEvent<T>['data'][] {
  return site.disk.events.filter((event) => event.type === type).map((event) => event.data as RunEvent<T>['data']);
}

/** What must be equal however often the harness was killed. */
function endState(site: ModelSite): unknown {
  return {
    live: [...(site.world.live ?? new Map())].filter(([key]) => key.startsWith('data/')).map(([key, object]) => `${key}=${object.value}`).sort(),
    pointer: site.world.pointer,
    lease: site.lease,
    safety: site.world.safety,
    steps: [...new Map(facts(site, 'step.ended').map((data) => [data.n, data.outcome]))],
    release: facts(site, 'release.passed').length,
    soak: facts(site, 'soak.ended').map((data) => data.ok),
    putBack: facts(site, 'put-back.ended').map(({ ok, how }) => ({ ok, how })),
    ended: facts(site, 'run.ended').map(({ end, reached }) => ({ end, reached })),
    integrity: facts(site, 'integrity.read').map(({ reading }) => ({ missing: reading.missing, different: reading.different, unexpected: reading.unexpected })),
  };
}

describe('a drill on the model', () => {
  it('goes through all phases, recovers from the copy and puts everything back', async () => {
    const site = modelSite();
    const { end } = await attempt(site);
    expect(end).toEqual({ end: 'completed', reason: null });
    expect(site.disk.events.filter((event) => event.type === 'phase.ended').map((event) => event.phase)).toEqual(['1-prepare', '2-baseline', '3-disrupt', '4-recover', '5-put-back', '6-conclude']);
    expect(endState(site)).toMatchObject({ pointer: 'restored', lease: null, safety: null, release: 1, soak: [true], putBack: [{ ok: true, how: 'recovered' }] });
    expect(facts(site, 'integrity.read')[0]?.reading.recovered).toBeGreaterThan(5);
    expect(facts(site, 'protected.again')[0]?.at).not.toBeNull();
  });

  it('never strikes closer to the newest point than the lead, nor at a moment of its own choosing', async () => {
    const site = modelSite();
    await attempt(site);
    const [strike] = facts(site, 'strike.chosen');
    expect(strike?.how).toBe('drawn');
    expect(strike?.offsetSeconds).toBeGreaterThanOrEqual(900);
    expect(strike?.offsetSeconds).toBeLessThan(86_400);
  });

  it('ends in the same state when it is killed at any effect and resumed, and destroys each target once', async () => {
    const reference = modelSite();
    const points: string[] = [];
    await attempt(reference, { points });
    expect(points.length).toBeGreaterThan(15);
    for (let killAt = 1; killAt <= points.length; killAt += 1) {
      const site = modelSite();
      expect((await attempt(site, { killAt })).outcome, points[killAt - 1]).toBe('killed');
      expect((await attempt(site)).end, `resumed after ${points[killAt - 1]}`).toEqual({ end: 'completed', reason: null });
      expect(endState(site), points[killAt - 1]).toEqual(endState(reference));
      expect([...site.world.destroyed.values()].every((count) => count === 1), points[killAt - 1]).toBe(true);
    }
  }, 60_000);

  it('survives a second kill during the resume', async () => {
    const reference = modelSite();
    await attempt(reference);
    for (let killAt = 1; killAt <= 12; killAt += 1) {
      const site = modelSite();
      await attempt(site, { killAt: killAt + 3 });
      await attempt(site, { killAt: 2 });
      await attempt(site);
      expect(endState(site)).toEqual(endState(reference));
    }
  }, 60_000);

  it('is aborted and breaks nothing when the first signal comes before the fault', async () => {
    const site = modelSite();
    const first = new AbortController();
    const { end } = await attempt(site, { first, onPoint: (_, name) => { if (name.includes('safety-copy')) first.abort('SIGINT'); } });
    expect(end?.end).toBe('aborted');
    expect(site.world.destroyed.size).toBe(0);
    expect(facts(site, 'run.ended')).toEqual([expect.objectContaining({ reached: 'before-fault', end: 'aborted' })]);
    expect(site.lease).toBeNull();
  });

  it('goes on to recovery when the first signal comes after the fault, and cuts the waiting short', async () => {
    const site = modelSite();
    const first = new AbortController();
    const { end } = await attempt(site, { first, onPoint: (_, name) => { if (name === 'after-confirm 3-disrupt/wipe/drop') first.abort('SIGTERM'); } });
    expect(end?.end).toBe('completed');
    expect(facts(site, 'declared')[0]?.by).toContain('SIGTERM');
    expect(endState(site)).toMatchObject({ release: 1, putBack: [{ ok: true }] });
  });

  it('leaves at a second signal without putting back, and a resume finishes', async () => {
    const site = modelSite();
    const first = new AbortController();
    const second = new AbortController();
    const { end } = await attempt(site, { first, second, onPoint: (_, name) => { if (name === 'after-act 4-recover/copy-back') { first.abort('SIGINT'); second.abort('SIGINT'); } } });
    expect(end?.end).toBe('left');
    expect(facts(site, 'put-back.ended')).toEqual([]);
    expect((await attempt(site)).end?.end).toBe('completed');
    expect(endState(site)).toMatchObject({ release: 1, putBack: [{ ok: true }] });
  });

  it('makes no destructive call after a failed journal write', async () => {
    const reference = modelSite();
    await attempt(reference);
    const last = reference.disk.events.findIndex((event) => event.type === 'fault.requested') + 1;
    for (let failFrom = 1; failFrom <= last; failFrom += 1) {
      const site = modelSite();
      site.disk.failFrom = failFrom;
      await attempt(site).catch(() => undefined);
      expect(site.world.destroyed.size, `journal fails from line ${failFrom}`).toBe(0);
    }
  });

  it('refuses while somebody else holds the lease, and changes nothing', async () => {
    const site = modelSite();
    site.lease = '0009-somebody-else';
    const { end } = await attempt(site);
    expect(end?.end).toBe('aborted');
    expect(site.world.destroyed.size).toBe(0);
    expect(site.lease).toBe('0009-somebody-else');
  });

  it('uses the safety copy when the runbook fails, so that the sandbox is whole again', async () => {
    const site = modelSite();
    const failing = { id: 'model.copy-back', marks: 'restore' as const, with: site.families.steps.get('model.copy-back')!.with, effects: [], run: async () => { throw new Error('access denied'); } };
    const families = { ...site.families, steps: new Map([...site.families.steps, ['model.copy-back', failing]]) };
    const { end } = await attempt(site, { input: { families } });
    expect(end?.end).toBe('completed');
    expect(endState(site)).toMatchObject({ release: 0, pointer: 'live', putBack: [{ ok: true, how: 'safety-copy' }] });
    expect(site.world.live?.size).toBeGreaterThan(40);
  });

  it('only puts back when cleanup asks for it, and injects nothing', async () => {
    const site = modelSite();
    await attempt(site, { killAt: 11 });
    const destroyed = new Map(site.world.destroyed);
    await attempt(site, { input: { putBackOnly: true } });
    expect(site.world.destroyed).toEqual(destroyed);
    expect(facts(site, 'put-back.ended')).toEqual([expect.objectContaining({ ok: true })]);
    expect(site.lease).toBeNull();
  });
});
