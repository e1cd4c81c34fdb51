import { describe, expect, it } from 'vitest';
import type { DetectionPort, DetectionReading, Struck } from '#contract/detection';
import type { EventType, RunEvent } from '#contract/events';
import { addSeconds, microsOf, secondsBetween } from '#kit/time';
import { attempt, modelSite, type ModelSite } from './testing/model-drill.ts';

const NOTHING: DetectionReading = { fired: [], standing: [], unread: [] };

function fact<T extends EventType>(site: ModelSite, type: T): RunEvent<T>['data'] {
  return site.disk.events.findLast((event) => event.type === type)?.data as RunEvent<T>['data'];
}

/** Alarms that answer as told, and what they were asked. */
function alarms(answer: (struck: Struck, looks: number) => Partial<DetectionReading>): DetectionPort & { readonly asked: Struck[] } {
  const asked: Struck[] = [];
  return {
    asked,
    look: async ([struck]) => {
      if (struck === undefined) return NOTHING;
      asked.push(struck);
      return { ...NOTHING, ...answer(struck, asked.length) };
    },
  };
}

const firedAfter = (seconds: number): ((struck: Struck, looks: number) => Partial<DetectionReading>) => (struck, looks) => (looks * 30 <= seconds ? {} : { fired: [{ source: 'CloudWatch: alarm down', store: struck.store, at: addSeconds(struck.since, seconds), began: addSeconds(struck.since, seconds - 60), why: 'two bad minutes' }] });

describe('who notices a fault', () => {
  it('is the alarm that fires after it; its moment is T1, and the decision begins there', async () => {
    const site = modelSite();
    const detection = alarms(firedAfter(150));
    await attempt(site, { input: { detection } });
    const t0 = fact(site, 'fault.observed').earliest;
    expect(fact(site, 'detection.ended')).toEqual({ at: addSeconds(t0, 150), source: 'CloudWatch: alarm down', began: addSeconds(t0, 90), why: 'it is about DR-S5: two bad minutes' });
    expect(secondsBetween(t0, fact(site, 'declared').at)).toBe(150 + 900);
    expect(detection.asked[0]).toEqual({ store: 'DR-S5', resource: 'live', since: t0 });
  });

  it('is nobody when no alarm fires in time: the wait counts, and what the alarms said instead is told', async () => {
    const site = modelSite();
    const detection = alarms(() => ({ standing: ['alarm down has been in ALARM since yesterday, before the fault, and so noticed nothing'], unread: ['Prometheus could not be asked'] }));
    await attempt(site, { input: { detection } });
    const { observed } = fact(site, 'fault.observed');
    expect(fact(site, 'detection.ended')).toEqual({ at: null, source: null, why: 'no alarm fired and nobody noticed within 3600 s; alarm down has been in ALARM since yesterday, before the fault, and so noticed nothing; Prometheus could not be asked' });
    expect(secondsBetween(observed, fact(site, 'declared').at)).toBe(3600 + 900);
    expect(detection.asked).toHaveLength(121);
  });

  it('is a person who says so while the alarms are silent, or earlier than they did', async () => {
    const site = modelSite();
    let since = '';
    const detection = alarms((struck, looks) => {
      ({ since } = struck);
      return firedAfter(150)(struck, looks);
    });
    const people = { mark: async () => (since === '' ? null : { at: addSeconds(since, 45), by: 'ann' }), step: async () => null };
    await attempt(site, { input: { detection, people } });
    expect(fact(site, 'detection.ended')).toEqual({ at: addSeconds(since, 45), source: 'ann (mark)', why: 'a person said so' });
  });

  it('is the same after a kill while the alarms were waited for', async () => {
    const reference = modelSite();
    const points: string[] = [];
    await attempt(reference, { points, input: { detection: alarms(firedAfter(150)) } });
    for (let killAt = 1; killAt <= points.length; killAt += 4) {
      const site = modelSite();
      await attempt(site, { killAt, input: { detection: alarms(firedAfter(150)) } });
      await attempt(site, { input: { detection: alarms(firedAfter(150)) } });
      const ended = site.disk.events.filter((event) => event.type === 'detection.ended');
      expect(ended, points[killAt - 1]).toHaveLength(1);
      expect(microsOf(fact(site, 'detection.ended').at ?? '') - microsOf(fact(site, 'fault.observed').earliest), points[killAt - 1]).toBe(150e6);
    }
  }, 60_000);
});
