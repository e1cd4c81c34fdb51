import { describe, expect, it } from 'vitest';
import type { EventType, RunEvent } from '#contract/events';
import type { ServiceModules } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { attempt, modelSite, type ModelSite } from './testing/model-drill.ts';

function facts<T extends EventType>(site: ModelSite, type: T): RunEvent<T>['data'][] {
  return site.disk.events.filter((event) => event.type === type).map((event) => event.data as RunEvent<T>['data']);
}

const EFFECT = '5-put-back/restore';

/** A site whose recovery is not what it should be, so that the safety copy brings the store back, under the name that is given. */
function siteWithCopyAs(name: string): { readonly site: ModelSite; readonly services: Map<string, ServiceModules>; readonly used: { what: string; resource: string }[] } {
  const site = modelSite();
  const used: { what: string; resource: string }[] = [];
  const modules = site.families.services.get('s3');
  if (!modules) throw new Error('no service');
  const changed: ServiceModules = {
    ...modules,
    content: { ...modules.content, compare: async (...args) => ({ ...(await modules.content.compare(...args)), missing: 1 }) },
    safetyCopy: {
      ...modules.safetyCopy,
      restore: async (context, store) => {
        used.push({ what: 'restore', resource: context.binding(store.id).resource });
        await context.effect({ id: EFFECT, what: 'bring the store back', destructive: false, probe: async () => undefined, act: async () => {
          await modules.safetyCopy.restore(context, store);
          site.world.name = name;
          site.world.pointer = name;
          return true;
        } });
      },
    },
    posture: { ...modules.posture, read: async (context, binding) => { used.push({ what: 'posture', resource: binding.resource }); return modules.posture.read(context, binding); } },
    beacons: { ...modules.beacons, write: async (context, binding, mark) => { used.push({ what: `mark ${mark.series}`, resource: binding.resource }); return modules.beacons.write(context, binding, mark); } },
  };
  return { site, used, services: new Map([['s3', changed]]) };
}

describe('put-back', () => {
  it('follows the pointer to what the safety copy came back as: settings are read there, and marks for the next drill are written there', async () => {
    const { site, services, used } = siteWithCopyAs('copy-1');
    const { end } = await attempt(site, { input: { families: { ...site.families, services } } });
    expect(end?.end).toBe('completed');
    expect(facts(site, 'put-back.ended')).toEqual([{ ok: true, left: [], commands: [], how: 'safety-copy' }]);
    expect(facts(site, 'binding.changed').filter(({ by }) => by === 'put back')).toEqual([{ store: 'DR-S5', kind: 'promoted', from: 'restored', to: 'copy-1', by: 'put back' }]);
    const after = used.slice(used.findIndex(({ what }) => what === 'restore') + 1);
    expect(new Set(after.map(({ resource }) => resource))).toEqual(new Set(['copy-1']));
    expect(new Set(after.map(({ what }) => what))).toEqual(new Set(['posture', 'mark 0001-model-loss-after']));
  });

  it('changes no binding when the safety copy comes back under the name that the store is known by', async () => {
    const { site, services } = siteWithCopyAs('restored');
    await attempt(site, { input: { families: { ...site.families, services } } });
    expect(facts(site, 'put-back.ended')).toEqual([expect.objectContaining({ ok: true, how: 'safety-copy' })]);
    expect(facts(site, 'binding.changed').filter(({ by }) => by === 'put back')).toEqual([]);
  });

  it('follows the pointer also when the harness was killed right after the safety copy was back', async () => {
    const points: string[] = [];
    const reference = siteWithCopyAs('copy-1');
    await attempt(reference.site, { points, input: { families: { ...reference.site.families, services: reference.services } } });
    const { site, services, used } = siteWithCopyAs('copy-1');
    const killAt = points.indexOf(`after-confirm ${EFFECT}`) + 1;
    expect((await attempt(site, { killAt, input: { families: { ...site.families, services } } })).outcome).toBe('killed');
    expect(facts(site, 'binding.changed').filter(({ by }) => by === 'put back')).toEqual([]);
    await attempt(site, { input: { families: { ...site.families, services } } });
    expect(facts(site, 'put-back.ended').at(-1)).toMatchObject({ ok: true, how: 'safety-copy' });
    expect(facts(site, 'binding.changed').filter(({ by }) => by === 'put back')).toEqual([{ store: 'DR-S5', kind: 'promoted', from: 'restored', to: 'copy-1', by: 'put back' }]);
    expect(new Set(used.filter(({ what }) => what.endsWith('-after')).map(({ resource }) => resource))).toEqual(new Set(['copy-1']));
  });

  it('lets the writer of marks rest also when its ground is lost, so that no device or connection stays open', async () => {
    const { site, services } = siteWithCopyAs('copy-1');
    const modules = services.get('s3');
    if (!modules) throw new Error('no service');
    let rested = 0;
    const beacons: ServiceModules['beacons'] = { ...modules.beacons, write: async () => { throw new RedrillError('sandbox.lost', 'the sandbox is gone'); }, rest: async () => { rested += 1; } };
    const { end } = await attempt(site, { input: { families: { ...site.families, services: new Map([['s3', { ...modules, beacons }]]) } } }).catch((error: unknown) => ({ end: error }));
    expect(JSON.stringify(end) + String(end)).toContain('the sandbox is gone');
    expect(rested).toBe(1);
  });
});
