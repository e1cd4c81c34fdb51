import { describe, expect, it } from 'vitest';
import { buildRun } from '#record/testing/build-run';
import { editRun } from '#record/testing/run-builder';
import type { RunEvent } from '#contract/events';
import { longestPath } from '#kit/longest-path';
import { measureRun } from './measure-run.ts';

describe('longestPath', () => {
  const tasks = [{ n: 1, seconds: 10, needs: [] }, { n: 2, seconds: 100, needs: [1] }, { n: 3, seconds: 60, needs: [1] }, { n: 4, seconds: 50, needs: [3] }, { n: 5, seconds: 5, needs: [2, 4] }];

  it('is the chain that ends last, not the one with the longest step', () => {
    expect(longestPath(tasks)).toEqual({ seconds: 125, path: [1, 3, 4, 5] });
  });

  it('takes needs that are not in the list for done', () => {
    expect(longestPath([{ n: 7, seconds: 3, needs: [2] }])).toEqual({ seconds: 3, path: [7] });
  });
});

describe('the critical path of a run', () => {
  it('is not told of a document without lanes', () => {
    const run = buildRun();
    expect(measureRun(run.events, run.beacons).criticalPath).toBeUndefined();
  });

  it('counts the longest lane, and says which step would save most were it twice as fast', () => {
    const base = buildRun();
    const run = editRun(base, (events) => events.map((event) => {
      if (event.type !== 'plan.made' || !('runbook' in event.data)) return event;
      const steps = event.data.runbook.steps.map((step, i, all) => ({ ...step, ...(i === 0 ? {} : { lane: `lane-${i}` }), needs: i === 0 ? [] : [all[0]?.n ?? 0] }));
      return { ...event, data: { ...event.data, runbook: { ...event.data.runbook, steps } } } as RunEvent;
    }));
    const { steps, criticalPath } = measureRun(run.events, run.beacons);
    const [first, ...rest] = steps.filter(({ outcome }) => outcome !== 'not-reached');
    const longest = rest.reduce((a, b) => (b.seconds > a.seconds ? b : a));
    expect(criticalPath?.steps).toEqual([first?.n, longest.n]);
    expect(criticalPath?.seconds).toBe((first?.seconds ?? 0) + longest.seconds);
    expect(criticalPath?.inOrderSeconds).toBe(steps.reduce((sum, { seconds }) => sum + seconds, 0));
    expect(criticalPath?.whatIf?.savesSeconds).toBeGreaterThan(0);
  });
});
