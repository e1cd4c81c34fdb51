import { describe, expect, it } from 'vitest';
import type { RunEvent } from '#contract/events';
import { STORE, buildRun } from '#record/testing/build-run';
import { editRun } from '#record/testing/run-builder';
import { measureRun } from './measure-run.ts';

describe('measuring a run', () => {
  it('gives the same numbers for the same record', () => {
    const run = buildRun();
    expect(measureRun(run.events, run.beacons)).toEqual(measureRun(run.events, run.beacons));
  });

  it('says of each documented step what became of it', () => {
    const run = buildRun({ failedStep: 'restore' });
    expect(measureRun(run.events, run.beacons).steps.map((step) => [step.n, step.outcome])).toEqual([[1, 'done'], [2, 'failed'], [3, 'not-reached'], [4, 'not-reached']]);
  });

  it('measures phases in drill time and in real time that leaves a resume out', () => {
    const run = editRun(buildRun({ resumed: { after: 400, downSeconds: 250 } }), (events) => {
      const at = events.findIndex((event) => event.type === 'resumed');
      return events.map((event, i) => (i >= at ? { ...event, mono: event.mono + 250_000_000 } : event));
    });
    const recover = measureRun(run.events, run.beacons).phases.find((phase) => phase.name === '4-recover');
    expect(recover?.seconds).toBe(2420);
    expect(recover?.realSeconds).toBeLessThan(1);
  });

  it('counts the real seconds of restore steps only as engine seconds', () => {
    const run = buildRun();
    expect(measureRun(run.events, run.beacons).stores[0]?.engineSeconds).toBeCloseTo(0.8);
  });

  it('takes the earliest moment and the last observation when a store was struck by several faults', () => {
    const run = editRun(buildRun(), (events) => events.flatMap((event) => (event.type === 'fault.observed' ? [event, { ...event, data: { ...event.data, fault: 's3.purge', earliest: '2026-11-07T06:49:55.000000Z', observed: '2026-11-07T06:50:09.000000Z' } } as RunEvent] : [event as RunEvent])));
    expect(measureRun(run.events, run.beacons).stores[0]?.t0).toEqual({ earliest: '2026-11-07T06:49:55.000000Z', observed: '2026-11-07T06:50:09.000000Z' });
  });

  it('counts the fault as reached from the request on, unless the run saw that nothing had changed', () => {
    const requested = editRun(buildRun({ killed: true }), (events) => events.filter((event) => event.type !== 'fault.observed'));
    expect(measureRun(requested.events, requested.beacons).reachedFault).toBe(true);
    const before = buildRun({ endsBefore: 'aborted' });
    expect(measureRun(before.events, before.beacons).reachedFault).toBe(false);
  });

  it('survives a record that holds nothing', () => {
    expect(measureRun([], new Map())).toMatchObject({ stores: [], reachedFault: false });
    expect(measureRun(buildRun().events.slice(0, 2), new Map()).stores[0]).toMatchObject({ id: STORE, rta: { value: null }, rpa: { value: null }, rpaWorst: { value: null } });
  });
});
