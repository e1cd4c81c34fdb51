import { describe, expect, it } from 'vitest';
import type { EventType, RunEvent } from '#contract/events';
import { attempt, type AttemptOptions, type Attempt } from './testing/model-drill.ts';
import { twoRegions, type TwoRegions } from './testing/model-regions.ts';

function facts<T extends EventType>({ site }: TwoRegions, type: T): RunEvent<T>[] {
  return site.disk.events.filter((event) => event.type === type) as unknown as RunEvent<T>[];
}

function drill(regions: TwoRegions, options: AttemptOptions = {}): Promise<Attempt> {
  return attempt(regions.site, { ...options, input: { ...regions.input, families: regions.families, ...options.input } });
}

function places(regions: TwoRegions): readonly string[] {
  return facts(regions, 'binding.changed').filter(({ data }) => data.kind === 'relocated').map(({ phase, data }) => `${phase} ${data.to}`);
}

function endState(regions: TwoRegions): unknown {
  return {
    cut: regions.cut,
    entry: regions.entry,
    places: places(regions),
    steps: [...new Map(facts(regions, 'step.ended').map(({ data }) => [data.n, data.outcome]))].sort(([a], [b]) => a - b),
    soak: facts(regions, 'soak.ended').map(({ data }) => data.ok),
    failback: facts(regions, 'failback.ended').map(({ data }) => data.ok),
    putBack: facts(regions, 'put-back.ended').map(({ data: { ok, how } }) => ({ ok, how })),
    ended: facts(regions, 'run.ended').map(({ data }) => data.end),
    away: [...(regions.site.world.live?.keys() ?? [])].filter((key) => key.includes('-away/')),
  };
}

describe('a drill that cuts a region off', () => {
  it('recovers in the other region, goes home by the document of the way back and loses nothing of the time away', async () => {
    const regions = twoRegions();
    expect((await drill(regions)).end).toEqual({ end: 'completed', reason: null });
    expect(endState(regions)).toEqual({
      cut: false, entry: 'us-west-2', places: ['4-recover us-east-2', '5-put-back us-west-2'],
      steps: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => [n, 'done']),
      soak: [true], failback: [true], putBack: [{ ok: true, how: 'failed-back' }], ended: ['completed'],
      away: [1, 2, 3].map((seq) => `beacon/0001-model-loss-away/${seq}`),
    });
    expect(facts(regions, 'safety-copy.made'), 'nothing is taken away, so nothing is copied aside').toEqual([]);
  });

  it('runs lanes side by side and the step that waits for both after them', async () => {
    const regions = twoRegions();
    await drill(regions);
    const at = (type: 'step.started' | 'step.ended', n: number): string => facts(regions, type).find(({ data }) => data.n === n)?.at ?? '';
    expect(at('step.ended', 6) < at('step.ended', 4), 'the store is back while the slow lane goes on').toBe(true);
    expect(at('step.started', 7) >= at('step.ended', 4)).toBe(true);
    expect(facts(regions, 'plan.made')[0]?.data.runbook.steps.find(({ n }) => n === 7)).toMatchObject({ lane: 'last', needs: [2, 4, 6] });
  });

  it('names before the cut what the recovery needs and the cut takes', async () => {
    const regions = twoRegions();
    await drill(regions);
    const found = facts(regions, 'finding').find(({ data }) => data.cause === 'dependency.secret./model/secret');
    expect(found?.phase).toBe('1-prepare');
    expect(found?.data).toMatchObject({ store: 'DR-S5', severity: 'high' });
  });

  it('says that the way back lost something, and leads users home all the same', async () => {
    const regions = Object.assign(twoRegions(), { forgetful: true });
    await drill(regions);
    expect(facts(regions, 'failback.ended')[0]?.data).toEqual({ ok: false, detail: '3 of 3 marks written to DR-S5 before it are not there' });
    expect(facts(regions, 'put-back.ended')[0]?.data.ok).toBe(false);
    expect(regions.entry).toBe('us-west-2');
  });

  it('leads users home as they were where there is no document of a way back', async () => {
    const regions = twoRegions();
    regions.entry = 'us-east-2';
    await drill(regions, { input: { failback: null } });
    expect(endState(regions)).toMatchObject({ cut: false, entry: 'us-west-2', places: ['4-recover us-east-2', '5-put-back us-west-2'], failback: [], putBack: [{ ok: true, how: 'undone' }], away: [] });
  });

  it('names a store without a copy before the cut and goes on, since nothing is destroyed', async () => {
    const regions = twoRegions();
    const points = regions.families.services.get('s3')?.points;
    if (points) points.read = async () => ({ points: [], complete: true, outsideBlastRadius: true });
    await drill(regions);
    const found = facts(regions, 'finding').find(({ data }) => data.cause === 'no-point.DR-S5');
    expect(found?.phase).toBe('3-disrupt');
    expect(facts(regions, 'fault.observed')).toHaveLength(1);
  });

  it('ends in the same state when it is killed at any effect and resumed', async () => {
    const reference = twoRegions();
    const points: string[] = [];
    await drill(reference, { points });
    for (let killAt = 1; killAt <= points.length; killAt += 1) {
      const regions = twoRegions();
      expect((await drill(regions, { killAt })).outcome, points[killAt - 1]).toBe('killed');
      expect((await drill(regions)).end, `resumed after ${points[killAt - 1]}`).toEqual({ end: 'completed', reason: null });
      expect(endState(regions), points[killAt - 1]).toEqual(endState(reference));
    }
  }, 60_000);
});
