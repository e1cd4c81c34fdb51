import { describe, expect, it } from 'vitest';
import type { Clock } from '#contract/clock';
import type { EventType, RunEvent } from '#contract/events';
import type { DrillContext, Families, MutationModule, ServiceModules, StepModule } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { virtualClock } from '#kit/virtual-clock';
import { attempt, modelSite, MODEL_RUNBOOK, type ModelSite } from './testing/model-drill.ts';
import { modelRecord } from './testing/model-record.ts';

function facts<T extends EventType>(site: ModelSite, type: T): RunEvent<T>['data'][] {
  return site.disk.events.filter((event) => event.type === type).map((event) => event.data as RunEvent<T>['data']);
}

function withService(site: ModelSite, change: (modules: ServiceModules) => Partial<ServiceModules>): Families {
  return { ...site.families, services: new Map([...site.families.services].map(([name, modules]) => [name, { ...modules, ...change(modules) }])) };
}

function withStep(site: ModelSite, id: string, run: (context: DrillContext) => ReturnType<StepModule<unknown>['run']>): Families {
  const step = site.families.steps.get(id);
  if (!step) throw new Error(`no step ${id}`);
  return { ...site.families, steps: new Map([...site.families.steps, [id, { ...step, run: (context) => run(context) }]]) };
}

const failing = (site: ModelSite): Families => withStep(site, 'model.copy-back', async () => { throw new Error('access denied'); });

/** A backup sabotage that counts what is done and undone. */
function sabotage(): { readonly families: (site: ModelSite) => Families; readonly undone: () => number } {
  let undone = 0;
  const module: MutationModule = {
    id: 'm', service: 's3', kind: 'backup', title: 'm', expect: { verdict: 'fail-integrity', reasonCode: 'integrity.missing' },
    sabotage: (context) => context.effect({ id: '3-disrupt/mutation/m/DR-S5', what: 'spoil', destructive: true, probe: async () => undefined, act: async () => 'spoilt' }),
    undo: async () => { undone += 1; },
  };
  return { families: (site) => ({ ...site.families, mutations: new Map([['s3/m', module]]) }), undone: () => undone };
}

describe('a drill whose sandbox goes away', () => {
  /** From `lose()` on every sleep says that the sandbox is gone, as the real clock does. */
  function fragile(site: ModelSite): { readonly clock: Clock; readonly lose: () => void } {
    const clock = virtualClock(site.nowMicros);
    let gone = false;
    const standing = <A extends readonly unknown[]>(sleep: (...args: A) => Promise<void>) => (...args: A): Promise<void> => (gone ? Promise.reject(new RedrillError('sandbox.lost', 'gone')) : sleep(...args));
    return { clock: { ...clock, sleep: standing(clock.sleep), sleepUntil: standing(clock.sleepUntil) }, lose: () => { gone = true; } };
  }

  it.each(['model.copy-back', 'model.re-point'])('waits to be resumed when %s fails for it, and judges nothing that it could not see', async (id) => {
    const site = modelSite();
    const { clock, lose } = fragile(site);
    const families = withStep(site, id, async () => { lose(); throw new RedrillError('s3.ConnectionRefused', 'connect ECONNREFUSED'); });
    const { end } = await attempt(site, { input: { families, clock, record: modelRecord(site.disk, clock) } });
    expect(end?.end).toBe('interrupted');
    expect(facts(site, 'step.ended').filter((step) => step.outcome === 'failed')).toEqual([]);
    expect([...facts(site, 'put-back.ended'), ...facts(site, 'run.ended'), ...facts(site, 'lease.released')]).toEqual([]);
    site.nowMicros = clock.nowMicros() + 30e6;
    expect((await attempt(site)).end?.end).toBe('completed');
    expect(facts(site, 'put-back.ended')).toEqual([expect.objectContaining({ ok: true, how: 'recovered' })]);
  });

  it('does not fail the soak for a canary that had no answer', async () => {
    const site = modelSite();
    const { clock, lose } = fragile(site);
    const families = withService(site, ({ canary }) => ({ canary: { service: 's3', run: async (context, store) => {
      if (facts(site, 'service.read').length < 3) return canary.run(context, store);
      lose();
      return { result: 'unknown', detail: 'no answer' };
    } } }));
    expect((await attempt(site, { input: { families, clock, record: modelRecord(site.disk, clock) } })).end?.end).toBe('interrupted');
    expect(facts(site, 'soak.ended')).toEqual([]);
  });
});

describe('a drill that comes back to a target', () => {
  it('changes nothing while another run holds it, and goes on once it is free', async () => {
    const site = modelSite();
    await attempt(site, { killAt: 13 });
    site.lease = '0002-somebody-else';
    const before = [...(site.world.live ?? [])];
    await expect(attempt(site)).rejects.toThrow('0002-somebody-else');
    await expect(attempt(site, { input: { putBackOnly: true } })).rejects.toThrow('0002-somebody-else');
    expect([...(site.world.live ?? [])]).toEqual(before);
    site.lease = null;
    expect((await attempt(site)).end?.end).toBe('completed');
    expect(site.lease).toBeNull();
  });

  it('does not run a failed step again, whose end the readings were taken after', async () => {
    const site = modelSite();
    const second = new AbortController();
    const families = failing(site);
    const leaving = withService({ ...site, families }, ({ content }) => ({ content: { ...content, compare: async () => { second.abort('SIGINT'); throw new Error('left'); } } }));
    expect((await attempt(site, { second, input: { families: leaving } })).end?.end).toBe('left');
    await attempt(site);
    expect(facts(site, 'step.started').filter((step) => step.n === 4)).toHaveLength(1);
    expect(facts(site, 'release.passed')).toEqual([]);
  });

  it('breaks no more after a resume than a first signal had let it', async () => {
    const site = modelSite();
    const first = new AbortController();
    const stop = (_: number, name: string): void => { if (name === 'after-confirm 3-disrupt/wipe/empty') first.abort('SIGINT'); };
    const second = new AbortController();
    const incomplete = (): boolean => facts(site, 'error').some(({ code }) => code === 'fault.incomplete');
    const faults = new Map([...site.families.faults].map(([id, fault]) => [id, { ...fault, observe: async (...args: Parameters<typeof fault.observe>) => { if (incomplete()) second.abort('SIGINT'); return fault.observe(...args); } }]));
    expect((await attempt(site, { first, second, onPoint: stop, input: { families: { ...site.families, faults } } })).end?.end).toBe('left');
    expect(incomplete()).toBe(true);
    await attempt(site);
    expect(site.world.destroyed.get('store')).toBeUndefined();
  });
});

describe('putting back', () => {
  it('leaves a store alone that was never struck, and undoes the sabotage', async () => {
    const site = modelSite();
    const { families, undone } = sabotage();
    const first = new AbortController();
    let restored = 0;
    const watched = withService({ ...site, families: families(site) }, ({ safetyCopy }) => ({ safetyCopy: { ...safetyCopy, restore: async () => { restored += 1; throw new Error('there is no safety copy yet'); } } }));
    const { end } = await attempt(site, { first, onPoint: (_, name) => { if (name.includes('after-confirm 3-disrupt/mutation')) first.abort('SIGINT'); }, input: { mutation: 'm', families: watched } });
    expect(end?.end).toBe('aborted');
    expect(facts(site, 'put-back.ended')).toEqual([{ ok: true, left: [], commands: [], how: 'undone' }]);
    expect([restored, undone(), site.world.destroyed.size]).toEqual([0, 1, 0]);
  });

  it('undoes a sabotage that was killed between its act and its fact', async () => {
    const site = modelSite();
    const { families, undone } = sabotage();
    const points: string[] = [];
    await attempt(modelSite(), { points, input: { mutation: 'm', families: families(modelSite()) } });
    const killAt = points.findIndex((name) => name === 'after-act 3-disrupt/mutation/m/DR-S5') + 1;
    await attempt(site, { killAt, input: { mutation: 'm', families: families(site) } });
    expect(facts(site, 'mutation.applied')).toEqual([]);
    const before = undone();
    await attempt(site, { input: { mutation: 'm', families: families(site), putBackOnly: true } });
    expect(undone()).toBe(before + 1);
  });

  it('deletes a safety copy that was cut off half-way', async () => {
    const site = modelSite();
    const points: string[] = [];
    await attempt(modelSite(), { points });
    await attempt(site, { killAt: points.findIndex((name) => name.startsWith('after-act 2-baseline/safety-copy')) + 1 });
    expect(site.world.safety).not.toBeNull();
    await attempt(site, { input: { putBackOnly: true } });
    expect(site.world.safety).toBeNull();
  });

  it('does not call a store put back whose settings are weaker than they were', async () => {
    const site = modelSite();
    const families = withService({ ...site, families: failing(site) }, ({ safetyCopy }) => ({ safetyCopy: { ...safetyCopy, restore: async (...args) => { await safetyCopy.restore(...args); site.world.protectedBy = 'no'; } } }));
    await attempt(site, { input: { families } });
    expect(facts(site, 'put-back.ended')).toEqual([expect.objectContaining({ ok: false, left: [expect.stringContaining('protected')], commands: ['restore the safety copy'] })]);
  });

  it('says which resource of a failed recovery is left over', async () => {
    const site = modelSite();
    await attempt(site, { input: { families: failing(site) } });
    expect(facts(site, 'finding')).toEqual([expect.objectContaining({ cause: 'left-behind.restored', store: 'DR-S5' })]);
  });
});

describe('what a failed recovery leaves behind', () => {
  const stuckAfter = (site: ModelSite, request: (context: DrillContext) => Promise<unknown>): Families => withStep(site, 'model.recreate', async (context) => {
    await context.effect({ id: '4-recover/model.recreate/DR-S5/name', what: 'choose', destructive: false, probe: async () => undefined, act: async () => ({ identifier: 'half-made' }) });
    await request(context);
    await context.clock.sleep(48 * 3600 * 1000, context.signal);
    return { outputs: {} };
  });
  const asking = (act: () => Promise<unknown>) => (context: DrillContext): Promise<unknown> => context.effect({ id: '4-recover/model.recreate/DR-S5', what: 'ask', destructive: false, probe: async () => undefined, act });

  it('is named also when the deadline passed before its step had ended, and so is what put-back kept of it', async () => {
    const site = modelSite();
    const families = withService({ ...site, families: stuckAfter(site, asking(async () => 'job')) }, ({ safetyCopy }) => ({
      safetyCopy: { ...safetyCopy, restore: async (context, store) => {
        await context.effect({ id: `5-put-back/replace/${store.id}/x`, what: 'replace', destructive: true, probe: async () => undefined, act: async () => ({ leaves: 'kept-snapshot' }) });
        await safetyCopy.restore(context, store);
      } },
    }));
    await attempt(site, { input: { families } });
    expect(facts(site, 'finding')).toEqual([expect.objectContaining({ cause: 'left-behind.half-made' }), expect.objectContaining({ cause: 'left-behind.kept-snapshot' })]);
  });

  it('is nothing when what it asked for was refused', async () => {
    const site = modelSite();
    await attempt(site, { input: { families: stuckAfter(site, asking(async () => { throw new Error('AccessDenied'); })) } });
    expect(facts(site, 'effect.failed')).toHaveLength(1);
    expect(facts(site, 'finding')).toEqual([]);
  });
});

describe('before anything is broken', () => {
  it('is refused when the safety copy does not hold everything', async () => {
    const site = modelSite();
    const families = withService(site, ({ safetyCopy }) => ({ safetyCopy: { ...safetyCopy, make: async (...args) => ({ ...(await safetyCopy.make(...args)), verified: false }) } }));
    expect((await attempt(site, { input: { families } })).end).toMatchObject({ end: 'refused', reason: expect.stringContaining('safety copy') });
    expect(site.world.destroyed.size).toBe(0);
  });

  it.each([null, {}, { k: 'w' }])('is refused when the target has the tags %j, which do not opt in', async (tags) => {
    const site = modelSite();
    site.world.tags = tags;
    expect((await attempt(site)).end).toMatchObject({ end: 'refused', reason: expect.stringContaining('k=v') });
    expect(site.world.destroyed.size).toBe(0);
  });
});

it('carries out a module each time the document uses it', async () => {
  const site = modelSite();
  const steps = MODEL_RUNBOOK.steps.flatMap((step) => (step.uses === 'model.copy-back' ? [step, { ...step, n: 4.5 }] : [step]));
  await attempt(site, { input: { runbook: { ...MODEL_RUNBOOK, steps } } });
  expect(facts(site, 'effect.confirmed').map(({ effect }) => effect).filter((id) => id.includes('copy-back'))).toEqual(['4-recover/copy-back', '4-recover/copy-back#step-4.5']);
});
