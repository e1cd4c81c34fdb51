import { describe, expect, it } from 'vitest';
import type { RunEvent } from '#contract/events';
import type { ReportInput } from '#contract/reporting';
import type { LoadReading } from '#contract/user-service';
import { microsOf } from '#kit/time';
import { judgeRun } from '#judge/judge-run';
import { measureRun } from '#measure/measure-run';
import { buildRun } from '#record/testing/build-run';
import { editRun } from '#record/testing/run-builder';
import type { BuiltRun } from '#record/testing/run-builder';
import { service } from './service-section.ts';
import { summarise } from './summarise.ts';

const LOAD: LoadReading = { tool: 'k6 1.1.0', ratePerSecond: 20, realSeconds: 12, requests: 240, failed: 40, dropped: null, latencyMs: { p50: 1, p95: 2, p99: 3 }, series: 'load/series.ndjson' };
const BEGAN_MS = microsOf('2026-11-07T12:00:00Z') / 1000;

function section(run: BuiltRun, more: Partial<ReportInput> = {}): string {
  const measurement = measureRun(run.events, run.beacons);
  const input: ReportInput = { started: run.started, events: run.events, measurement, judgement: judgeRun(run.started, run.events, measurement), record: { events: 1, sha256: 'ab', tornBytes: 0 }, files: [], context: null, ...more };
  return service(input, summarise(input)).join('\n\n');
}

/** A run whose load began with its third phase. */
function loaded(load: Partial<LoadReading>): BuiltRun {
  const began = buildRun().events.find(({ type, phase }) => type === 'phase.started' && phase === '3-disrupt')?.mono ?? 0;
  return buildRun({ users: { journeys: 'pass', load: { ...LOAD, clock: { realMs: BEGAN_MS, monoMicros: began + 10_000 }, ...load } } });
}

describe('the section on the service', () => {
  it('tells load by phase and outages as intervals, and calls real time by its name', () => {
    const read = loaded({}).events.find(({ type }) => type === 'load.read');
    const began = read?.type === 'load.read' ? read.data.clock?.monoMicros ?? 0 : 0;
    const at = (seconds: number): number => began + seconds * 1e6;
    const text = section(loaded({ outages: [{ down: [at(1), at(2)], up: [at(5), at(5.05)] }] }), { loadSeries: [{ atMs: BEGAN_MS - 500, requests: 20, failed: 5, p95Ms: 31.4 }] });
    expect(text).toContain('| 3-disrupt | 1 | 20 | 5 | 31.4 ms | 31.4 ms |');
    expect(text).toContain('2026-11-07T12:00:01.000000Z to 2026-11-07T12:00:02.000000Z');
    expect(text).toContain('3 to 4.05 s');
    expect(text).toContain('Lasted (real time)');
    expect(text).toContain('of the drill time');
    expect(text).toContain('how many were not begun is not known');
  });

  it('says that no outage was seen, and that a series does not fit the record, where that is so', () => {
    const text = section(loaded({ outages: [] }));
    expect(text).toContain('never saw the service down');
    expect(text).toContain('No series of the load fits the record');
  });

  it('still reads a record from before outages were watched', () => {
    const text = section(buildRun({ users: { journeys: 'pass', load: { ...LOAD, dropped: 7 } } }));
    expect(text).toContain('7 not begun');
    expect(text).not.toMatch(/outage|fits the record/i);
  });

  it('says why there is no load where it could not be run', () => {
    const run = editRun(buildRun(), (events) => events.flatMap((event) => (event.type === 'fault.requested' ? [{ ...event, type: 'error', data: { where: 'load', code: 'load.no-script', message: 'x.ts does not exist' } } as RunEvent, event as RunEvent] : [event as RunEvent])));
    expect(section(run)).toContain('the load could not be run to its end (x.ts does not exist)');
  });

  it('names the folders that journeys came from', () => {
    const run = editRun(buildRun({ users: { journeys: 'pass' } }), (events) => events.map((event) => (event.type === 'journeys.read' ? { ...event, data: { ...event.data, folders: ['/project/specs'] } } as RunEvent : event as RunEvent)));
    expect(section(run)).toContain('Journeys of users (/project/specs) were run by Chromium 156');
  });
});
