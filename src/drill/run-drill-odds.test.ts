import { describe, expect, it } from 'vitest';
import type { Clock } from '#contract/clock';
import type { EventType, RunEvent } from '#contract/events';
import type { DrillContext, Families, FaultModule, MutationModule, ServiceModules } from '#contract/modules';
import { attempt, modelSite, type ModelSite } from './testing/model-drill.ts';

function facts<T extends EventType>(site: ModelSite, type: T): RunEvent<T>['data'][] {
  return site.disk.events.filter((event) => event.type === type).map((event) => event.data as RunEvent<T>['data']);
}

function mutation(part: Partial<MutationModule>): Map<string, MutationModule> {
  return new Map([['s3/m', { id: 'm', service: 's3', kind: 'check', title: 'm', expect: { verdict: 'inconclusive', reasonCode: 'checker' }, ...part }]]);
}

function withService(site: ModelSite, change: (modules: ServiceModules) => Partial<ServiceModules>): Map<string, ServiceModules> {
  return new Map([...site.families.services].map(([name, modules]) => [name, { ...modules, ...change(modules) }]));
}

describe('a drill in bad company', () => {
  it('ends before anything is broken when the clock stands still', async () => {
    const site = modelSite();
    const frozen = (clock: Clock): Clock => { const at = clock.nowMicros(); return { ...clock, nowMicros: () => at }; };
    const { end } = await attempt(site, { input: { mutation: 'm', families: { ...site.families, mutations: mutation({ wrapClock: frozen }) } } });
    expect(end?.end).toBe('checker');
    expect(facts(site, 'control.checked')).toEqual([expect.objectContaining({ check: 'clock', saidYes: true })]);
    expect(site.world.destroyed.size).toBe(0);
  });

  it('ends before anything is broken when a check says yes to bad input', async () => {
    const site = modelSite();
    const yes = mutation({ wrapProbe: (probe) => ({ ...probe, negativeControl: async () => ({ result: 'pass', detail: 'yes' }) }) });
    const { end } = await attempt(site, { input: { mutation: 'm', families: { ...site.families, mutations: yes } } });
    expect(end).toMatchObject({ end: 'checker', reason: expect.stringContaining('step 5') });
    expect(site.world.destroyed.size).toBe(0);
  });

  it('is aborted when the baseline is not steady', async () => {
    const site = modelSite();
    const services = withService(site, () => ({ canary: { service: 's3', run: async () => ({ result: 'fail', detail: 'no such bucket' }) } }));
    const { end } = await attempt(site, { input: { families: { ...site.families, services } } });
    expect(end).toMatchObject({ end: 'aborted', reason: expect.stringContaining('no such bucket') });
  });

  it('is refused when the only recovery points lie inside the blast radius', async () => {
    const site = modelSite();
    const services = withService(site, ({ points }) => ({ points: { service: 's3', read: async (...args) => ({ ...(await points.read(...args)), outsideBlastRadius: false }) } }));
    const { end } = await attempt(site, { input: { families: { ...site.families, services } } });
    expect(end).toMatchObject({ end: 'refused', reason: expect.stringContaining('outside the blast radius') });
    expect(site.world.destroyed.size).toBe(0);
  });

  it('is refused and breaks nothing while the stop file exists', async () => {
    const site = modelSite();
    const { end } = await attempt(site, { input: { stopped: async () => '/etc/redrill.stop' } });
    expect(end).toMatchObject({ end: 'refused', reason: expect.stringContaining('/etc/redrill.stop') });
  });

  it('is refused when the stop file appears after the plan, at the next destructive call', async () => {
    const site = modelSite();
    let asked = 0;
    const { end } = await attempt(site, { input: { stopped: async () => { asked += 1; return asked > 1 ? '/etc/redrill.stop' : null; } } });
    expect(end).toMatchObject({ end: 'refused', reason: expect.stringContaining('stop file') });
    expect(site.world.destroyed.size).toBe(0);
  });

  it('records a service that dies in the soak and brings the store back from the safety copy', async () => {
    const site = modelSite();
    const services = withService(site, ({ canary }) => ({ canary: { service: 's3', run: async (context, store) => (facts(site, 'service.read').length === 3 ? { result: 'fail', detail: 'gone again' } : canary.run(context, store)) } }));
    await attempt(site, { input: { families: { ...site.families, services } } });
    expect(facts(site, 'soak.ended')).toEqual([expect.objectContaining({ ok: false, detail: expect.stringContaining('gone again') })]);
    expect(facts(site, 'put-back.ended')).toEqual([expect.objectContaining({ ok: true, how: 'safety-copy' })]);
  });

  it('stops recovering at its deadline, says so, and still puts back', async () => {
    const site = modelSite();
    const stuck = { ...site.families.steps.get('model.copy-back')!, run: async (context: { clock: Clock; signal: AbortSignal }) => { await context.clock.sleep(48 * 3600 * 1000, context.signal); return { outputs: {} }; } };
    await attempt(site, { input: { families: { ...site.families, steps: new Map([...site.families.steps, ['model.copy-back', stuck]]) } } });
    expect(facts(site, 'deadline')).toEqual([{ phase: '4-recover', afterSeconds: 86_400 }]);
    expect(facts(site, 'step.ended').at(-1)).toMatchObject({ n: 4, outcome: 'failed', code: 'DeadlinePassed' });
    expect(facts(site, 'put-back.ended')).toEqual([expect.objectContaining({ ok: true })]);
  });

  it('says what is left and which commands help when putting back fails', async () => {
    const site = modelSite();
    const services = withService(site, ({ safetyCopy, content }) => ({
      content: { ...content, compare: async (...args) => ({ ...(await content.compare(...args)), missing: 1 }) },
      safetyCopy: { ...safetyCopy, restore: async () => { throw new Error('the safety copy is gone'); } },
    }));
    const { end } = await attempt(site, { input: { families: { ...site.families, services } } });
    expect(end?.end).toBe('completed');
    expect(facts(site, 'put-back.ended')).toEqual([{ ok: false, left: ['DR-S5: the safety copy is gone'], commands: ['restore the safety copy'], how: 'safety-copy' }]);
    expect(site.lease).toBeNull();
    expect((await attempt(site, { input: { putBackOnly: true } })).end?.end).toBe('interrupted');
    expect(facts(site, 'put-back.ended').at(-1)).toMatchObject({ ok: true, how: 'safety-copy' });
  });

  it('waits for people in an attended run and records who did what', async () => {
    const site = modelSite();
    const at = '2026-03-03T12:00:00.000000Z';
    const people = { mark: async () => ({ at, by: 'ada' }), step: async () => ({ outcome: 'done' as const, by: 'grace', note: 'decided by phone' }) };
    const { end } = await attempt(site, { input: { attended: true, people } });
    expect(end?.end).toBe('completed');
    expect(facts(site, 'declared')).toEqual([{ at, by: 'ada', class: 'local' }]);
    expect(facts(site, 'step.ended')[0]).toMatchObject({ n: 1, by: 'grace', note: 'decided by phone', class: 'local' });
  });

  it('is aborted, and no bug, when the first signal interrupts a wait of the baseline', async () => {
    const site = modelSite();
    const first = new AbortController();
    const services = withService(site, ({ canary }) => ({ canary: { service: 's3', run: async (context, store) => { setImmediate(() => first.abort('SIGINT')); return canary.run(context, store); } } }));
    const { end } = await attempt(site, { first, input: { families: { ...site.families, services } } });
    expect(end).toMatchObject({ end: 'aborted', reason: expect.stringContaining('SIGINT') });
    expect(end).not.toHaveProperty('bug');
  });

  it('puts back after an error that nobody expected, and reports it as a bug', async () => {
    const site = modelSite();
    const services = withService(site, () => ({ posture: { service: 's3', comparators: {}, read: async () => ({}) }, content: { ...site.families.services.get('s3')!.content, takeManifest: async () => { throw new TypeError('undefined is not a function'); } } }));
    const { end } = await attempt(site, { input: { families: { ...site.families, services } } });
    expect(end).toMatchObject({ end: 'aborted', bug: expect.any(TypeError) });
    expect(site.lease).toBeNull();
    expect(site.world.destroyed.size).toBe(0);
  });

  it('is refused by deletion protection, which it never switches off, also where the variant switched it on; what was arranged is taken back', async () => {
    const site = modelSite();
    const done: string[] = [];
    let isProtected = false;
    const wipe = site.families.faults.get('model.wipe');
    if (!wipe) throw new Error('no fault');
    const faults = new Map([['model.wipe', { ...wipe, targets: async (context: DrillContext, args: unknown) => (await wipe.targets(context, args)).map((target) => ({ ...target, protected: isProtected })) }]]);
    const variants = new Map([['model-loss/protected', {
      id: 'protected', scenario: 'model-loss', title: 'protection is on',
      arrange: (context: DrillContext) => context.effect({ id: '1-prepare/variant/protect', what: 'protect', destructive: false, probe: async () => undefined, act: async () => { isProtected = true; done.push('on'); return 'on'; } }),
      undo: async () => { isProtected = false; done.push('off'); },
    }]]);
    const { end } = await attempt(site, { input: { variant: 'protected', families: { ...site.families, faults, variants } } });
    expect(end).toMatchObject({ end: 'refused', reason: expect.stringContaining('deletion protection') });
    expect([done, site.world.destroyed.size, isProtected]).toEqual([['on', 'off'], 0, false]);
  });

  it.each(['its owner has not allowed drills', 'another run holds the lease'])('arranges nothing where %s', async (why) => {
    const site = modelSite();
    const done: string[] = [];
    if (why.includes('owner')) site.world.tags = null;
    else site.lease = 'another-run';
    const variants = new Map([['model-loss/arranged', { id: 'arranged', scenario: 'model-loss', title: 'arranged', arrange: async () => { done.push('arranged'); return 'arranged'; } }]]);
    const { end } = await attempt(site, { input: { variant: 'arranged', families: { ...site.families, variants } } });
    expect([end?.end === 'completed', done, site.world.destroyed.size]).toEqual([false, [], 0]);
  });

  it('finds that deletion protection is off where the service has it', async () => {
    const site = modelSite();
    const wipe = site.families.faults.get('model.wipe');
    if (!wipe) throw new Error('no fault');
    const faults = new Map([['model.wipe', { ...wipe, targets: async (context: DrillContext, args: unknown) => (await wipe.targets(context, args)).map((target) => ({ ...target, protected: false })) }]]);
    await attempt(site, { input: { families: { ...site.families, faults } } });
    expect(facts(site, 'finding')).toContainEqual(expect.objectContaining({ cause: 'unprotected', store: 'DR-S5' }));
  });

  it('finishes an injection that was seen to bite before the harness was killed in the middle of it', async () => {
    const early = (site: ModelSite): Families => {
      const wipe = site.families.faults.get('model.wipe');
      if (!wipe) throw new Error('no fault');
      const slow: FaultModule<unknown> = {
        ...wipe,
        inject: async (context, args) => {
          const effect: DrillContext['effect'] = async (one) => {
            const done = await context.effect(one);
            await context.clock.sleep(2000);
            return done;
          };
          await wipe.inject(Object.create(context, { effect: { value: effect } }) as DrillContext, args);
        },
        observe: async () => ({ broken: site.world.live === null || site.world.live.size < 3, detail: 'few are left' }),
      };
      return { ...site.families, faults: new Map([['model.wipe', slow]]) };
    };
    const points: string[] = [];
    const reference = modelSite();
    await attempt(reference, { points, input: { families: early(reference) } });
    const site = modelSite();
    const { outcome } = await attempt(site, { killAt: points.indexOf('before-intent 3-disrupt/wipe/drop') + 1, input: { families: early(site) } });
    expect([outcome, facts(site, 'fault.observed').length, site.world.live === null]).toEqual(['killed', 1, false]);
    await attempt(site, { input: { families: early(site) } });
    expect([...site.world.destroyed.keys()].toSorted()).toEqual([...reference.world.destroyed.keys()].toSorted());
    expect(facts(site, 'run.ended')).toEqual([expect.objectContaining({ end: 'completed' })]);
  });

  it('foresees the restore and the backup of the service at hand, each by its own model', async () => {
    const predictionWith = async (models: ServiceModules['models']) => {
      const site = modelSite();
      await attempt(site, { input: { families: { ...site.families, services: withService(site, () => ({ models })) } } });
      return facts(site, 'plan.made')[0]?.predicted;
    };
    const s3 = await predictionWith({ backup: 's3-copy', restore: 's3-copy' });
    const rds = await predictionWith({ backup: 'backup-rds', restore: 'rds-restore' });
    expect((rds?.rtaSeconds ?? 0) - (s3?.rtaSeconds ?? 0)).toBe(900 - 20);
    expect((rds?.rpaWorstSeconds ?? 0) - (s3?.rpaWorstSeconds ?? 0)).toBe(300 - 20);
  });
});
