import { describe, expect, it } from 'vitest';
import type { DrillContext, Families, ServiceModules, StepResult } from '#contract/modules';
import { attempt, modelSite, type ModelSite } from './testing/model-drill.ts';

const RESTORE = '4-recover/model.recreate/DR-S5';

const effect = (context: DrillContext, id: string, result: unknown): Promise<unknown> => context.effect({ id, what: 'change something', destructive: false, probe: async () => undefined, act: async () => result });
const never = (context: DrillContext): Promise<void> => context.clock.sleep(48 * 3600 * 1000, context.signal);

/** Titles of what a run names as left behind. */
function left(site: ModelSite): readonly string[] {
  return site.disk.events.flatMap(({ type, data }) => (type === 'finding' ? [data.title] : []));
}

function withStep(site: ModelSite, run: (context: DrillContext) => Promise<StepResult>): Families {
  const known = site.families.steps.get('model.recreate');
  if (known === undefined) throw new Error('no step');
  return { ...site.families, steps: new Map([...site.families.steps, ['model.recreate', { ...known, run }]]) };
}

function withService(families: Families, change: (modules: ServiceModules) => Partial<ServiceModules>): Families {
  const modules = families.services.get('s3');
  if (modules === undefined) throw new Error('no service');
  return { ...families, services: new Map([['s3', { ...modules, ...change(modules) }]]) };
}

describe('what a failed recovery made', () => {
  it('is named also where the safety copy comes back as a third one, which the store is bound to by then', async () => {
    const site = modelSite();
    const families = withService(site.families, ({ content, safetyCopy }) => ({
      content: { ...content, compare: async (...args) => ({ ...(await content.compare(...args)), missing: 1 }) },
      safetyCopy: { ...safetyCopy, restore: async (...args) => { await safetyCopy.restore(...args); site.world.name = 'third'; site.world.pointer = 'third'; } },
    }));
    await attempt(site, { input: { families } });
    expect(site.disk.events.flatMap(({ type, data }) => (type === 'binding.changed' ? [data.to] : []))).toEqual(['restored', 'restored', 'third']);
    expect(left(site)).toEqual(['restored was left behind']);
  });

  it.each(['identifier', 'name'])('is named by the %s that its step had settled and asked for', async (key) => {
    const site = modelSite();
    const families = withStep(site, async (context) => {
      await effect(context, `${RESTORE}/name`, { [key]: 'half-made' });
      await effect(context, RESTORE, { job: 'job-1' });
      await effect(context, `${RESTORE}/made`, { [key]: 'half-made' });
      await never(context);
      return { outputs: {} };
    });
    await attempt(site, { input: { families } });
    expect(left(site)).toEqual(['half-made was left behind']);
  });

  it.each(['volume', 'system'])('is named by the id of the %s that its step noted and never came to use', async (key) => {
    const site = modelSite();
    const families = withStep(site, async (context) => {
      await effect(context, RESTORE, { job: 'job-1' });
      await effect(context, `${RESTORE}/made`, { [key]: 'made-1' });
      await never(context);
      return { outputs: {} };
    });
    await attempt(site, { input: { families } });
    expect(left(site)).toEqual(['made-1 was left behind']);
  });

  it('is named by its restore job where nobody saw what that makes', async () => {
    const site = modelSite();
    const families = withStep(site, async (context) => {
      await effect(context, RESTORE, { job: 'job-1' });
      await context.effect({ id: `${RESTORE}/made`, what: 'wait', destructive: false, probe: async () => undefined, act: () => never(context) });
      return { outputs: {} };
    });
    await attempt(site, { input: { families } });
    expect(left(site)).toEqual(['the result of restore job job-1 was left behind']);
  });
});
