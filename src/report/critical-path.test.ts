import { describe, expect, it } from 'vitest';
import type { RunEvent } from '#contract/events';
import type { ReportInput } from '#contract/reporting';
import { judgeRun } from '#judge/judge-run';
import { measureRun } from '#measure/measure-run';
import { buildRun, STORE } from '#record/testing/build-run';
import { editRun } from '#record/testing/run-builder';
import { criticalPath } from './critical-path.ts';
import { summarise } from './summarise.ts';

/** A recorded drill whose restore step is about one store and whose release checks are about another. */
function pathOf(stores: readonly string[]): string | null {
  const { started } = buildRun();
  const run = editRun(buildRun({ started: { stores: started.stores.flatMap((store) => stores.map((id) => ({ ...store, id }))) } }), (events) => events.map((event) => {
    if (event.type !== 'step.started' || !('marks' in event.data)) return event;
    const store = event.data.marks === 'restore' ? STORE : event.data.marks === 'release-check' ? 'DR-S3' : undefined;
    return { ...event, data: { ...event.data, ...(store === undefined ? {} : { store }) } } as RunEvent;
  }));
  const measurement = measureRun(run.events, run.beacons);
  const input: ReportInput = { started: run.started, events: run.events, measurement, judgement: judgeRun(run.started, run.events, measurement), record: { events: 1, sha256: 'ab'.repeat(32), tornBytes: 0 }, files: [], context: null };
  return criticalPath(input, summarise(input));
}

describe('the critical path', () => {
  it('says whose steps took how long and which was the longest, where one document brings several stores back', () => {
    expect(pathOf([STORE, 'DR-S3'])).toMatch(new RegExp(`steps of ${STORE} .+, steps of DR-S3 .+, steps about the whole .+\\. The longest is step \\d+ \\(.+\\).+ could save at most `));
  });

  it('is not told for one store alone', () => {
    expect(pathOf([STORE])).toBeNull();
  });
});
