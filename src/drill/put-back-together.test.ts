import { describe, expect, it } from 'vitest';
import type { ServiceModules } from '#contract/modules';
import { attempt, modelSite } from './testing/model-drill.ts';
import { FIRST, modelPair, SECOND } from './testing/model-pair.ts';

/** The stores that came back from their copies when the second of two did not recover well, and whether the first one follows it. */
async function putBackOf(inLineWith: ServiceModules['inLineWith']): Promise<readonly string[]> {
  const { site, input } = modelPair();
  const restored: string[] = [];
  const services = new Map([...site.families.services].map(([name, modules]): [string, ServiceModules] => [name, {
    ...modules,
    ...(name === 's3' && inLineWith !== undefined ? { inLineWith } : {}),
    ...(name === 'rds' ? { content: { ...modules.content, compare: async (...args: Parameters<typeof modules.content.compare>) => ({ ...(await modules.content.compare(...args)), missing: 1 }) } } : {}),
    safetyCopy: { ...modules.safetyCopy, restore: async (context, store) => { restored.push(store.id); await modules.safetyCopy.restore(context, store); } },
  }]));
  const { end } = await attempt(site, { input: { ...input, families: { ...site.families, services } } });
  expect(end?.end).toBe('completed');
  return restored;
}

describe('put-back of two stores, one of which the recovery brought in line with the other', () => {
  it('takes a whole store from its copy together with the one that it was brought in line with', async () => {
    expect(await putBackOf((context, { id }) => (id === FIRST && context.effects().length > 0 ? SECOND : null))).toEqual([FIRST, SECOND]);
  });

  it('leaves a whole store alone that was brought in line with nothing', async () => {
    expect(await putBackOf(() => null)).toEqual([SECOND]);
    expect(await putBackOf(undefined)).toEqual([SECOND]);
  });
});

describe('what a run made for itself', () => {
  /** How often a copy is discarded by a run that ends while it reads the marks of history, or is refused before that. */
  async function discardedAfter(phase: 'reading marks' | 'a refusal'): Promise<number> {
    const site = modelSite();
    const modules = site.families.services.get('s3');
    if (modules === undefined) throw new Error('no service');
    let discarded = 0;
    const services = new Map([['s3', {
      ...modules,
      beacons: { ...modules.beacons, read: async () => { throw new Error('killed while it looked'); } },
      safetyCopy: { ...modules.safetyCopy, discard: async () => { discarded += 1; } },
    }]]);
    const families = { ...site.families, services };
    if (phase === 'a refusal') site.world.tags = null;
    await attempt(site, { input: { families } });
    expect(site.disk.events.some(({ type, data }) => type === 'effect.intended' && data.effect.includes('safety-copy'))).toBe(false);
    return discarded;
  }

  it('is discarded although no safety copy was begun: a look at marks may have left a snapshot', async () => {
    expect(await discardedAfter('reading marks')).toBe(1);
  });

  it('is not looked for where a guard refused the run before its baseline', async () => {
    expect(await discardedAfter('a refusal')).toBe(0);
  });
});
