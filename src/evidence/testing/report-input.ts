import type { RunEvent } from '#contract/events';
import type { LoadSecond, ReportInput, RunContext } from '#contract/reporting';
import type { LoadReading } from '#contract/user-service';
import { judgeRun } from '#judge/judge-run';
import { addSeconds, microsOf } from '#kit/time';
import { measureRun } from '#measure/measure-run';
import { buildRun, STORE } from '#record/testing/build-run';
import type { Story } from '#record/testing/build-run';
import { editRun } from '#record/testing/run-builder';
import type { BuiltRun } from '#record/testing/run-builder';

/** What a renderer is handed for a built run. */
export function inputOf(run: BuiltRun, change: Partial<ReportInput> = {}): ReportInput {
  const measurement = measureRun(run.events, run.beacons);
  const files = [{ name: 'events.ndjson', sha256: 'cd'.repeat(32), bytes: 12_345 }, ...[...run.beacons.keys()].map((store) => ({ name: `beacons/${store}.ndjson`, sha256: 'ce'.repeat(32), bytes: 999 }))];
  return { started: run.started, events: run.events, measurement, judgement: judgeRun(run.started, run.events, measurement), record: { events: run.events.length, sha256: 'ab'.repeat(32), tornBytes: 0 }, files, context: null, ...change };
}

/** The same for a story. */
export function storyInput(story: Story = {}, change: Partial<ReportInput> = {}): ReportInput {
  return inputOf(buildRun(story), change);
}

const SECONDS = 90;
const REAL_MS = microsOf('2026-11-07T09:15:00Z') / 1000;
const LOAD: LoadReading = { tool: 'k6 1.1.0', ratePerSecond: 20, realSeconds: SECONDS, requests: SECONDS * 20, failed: 600, dropped: 0, latencyMs: { p50: 8, p95: 31, p99: 80 }, series: 'load/series.ndjson', outages: [] };

/** A run with everything that a report can show: several stores, load with its series, journeys, earlier runs. */
export function richInput(stores: readonly string[] = [STORE, 'DR-S1', 'DR-S3']): ReportInput {
  const plain = buildRun({ detectedAfter: 240, users: { journeys: 'pass', load: LOAD } });
  const [first] = plain.started.stores;
  const start = plain.events[0]?.mono ?? 0;
  const soaked = plain.events.find(({ type }) => type === 'soak.ended')?.at ?? '';
  const several = editRun(plain, (events) => events.flatMap((event): readonly RunEvent[] => {
    if (event.type === 'run.started') return [{ ...event, data: { ...event.data, stores: stores.map((id) => ({ ...(first ?? never()), id, title: `what ${id} holds` })) } } as RunEvent];
    if (event.type === 'load.read') return [{ ...event, at: soaked, data: { ...event.data, clock: { realMs: REAL_MS, monoMicros: start } } } as RunEvent];
    if (!('store' in event.data) || event.data.store !== STORE) return [event];
    return stores.map((store) => ({ ...event, data: { ...event.data, store } }) as unknown as RunEvent);
  }));
  const started = several.events.find((event) => event.type === 'run.started')?.data as BuiltRun['started'];
  const run: BuiltRun = { ...several, started, beacons: new Map(stores.map((id) => [id, plain.beacons.get(STORE) ?? []])) };
  return inputOf(run, { context: CONTEXT, loadSeries: series() });
}

function series(): readonly LoadSecond[] {
  return Array.from({ length: SECONDS }, (_, at) => ({ atMs: REAL_MS + at * 1000, requests: 20, failed: at >= 30 && at < 60 ? 20 : 0, p95Ms: at >= 30 && at < 60 ? null : 25 + (at % 7) * 3 }));
}

const CONTEXT: RunContext = {
  schema: 'redrill.context/1',
  previous: { number: 5, verdict: 'fail-objective', rtaSeconds: 4000, rpaSeconds: 3100, findings: ['F-00000000'] },
  earlier: [5, 4, 2].map((number, index) => ({ number, realStartedAt: addSeconds('2026-08-01T09:00:00Z', index * -8_000_000), verdict: index === 1 ? 'pass' : 'fail-objective', rtaSeconds: index === 2 ? null : 4000 - index * 600, rpaSeconds: 3100, rpaWorstSeconds: 90_000 - index * 20_000, findings: 4 + index })),
  attempts: { total: 7, byEnd: { finished: 5, refused: 1, 'this run': 1 } },
};

function never(): never {
  throw new Error('the fake run has a store');
}
