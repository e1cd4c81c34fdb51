import { expect, it } from 'vitest';
import type { RunEvent } from '#contract/events';
import type { RunMeasurement } from '#contract/measurement';
import type { RunSummary } from '#contract/run-summary';
import { measureRun } from '#measure/measure-run';
import { buildRun } from '#record/testing/build-run';
import type { Story } from '#record/testing/build-run';
import { inHouseProcess } from './in-house-process.ts';

/** A run of another service, told as one in which an index was filled by `uses`. */
function told(story: Story, uses: string): { readonly events: readonly RunEvent[]; readonly measurement: RunMeasurement } {
  const run = buildRun(story);
  const events = run.events.map((event) => (event.type === 'step.started' && event.data.n === 2 ? ({ ...event, data: { ...event.data, uses } } as RunEvent) : event));
  const measurement = measureRun(run.events, run.beacons);
  return { events, measurement: { ...measurement, stores: measurement.stores.map((store) => ({ ...store, service: 'opensearch' })) } };
}

function claim(story: Story, uses = 'opensearch.reindex'): RunSummary['claims'][number] {
  return inHouseProcess('DR-C11', told(story, uses));
}

it('is open while no index was filled again, and stays open after a rehearsal that brought everything back', () => {
  expect(claim({}, 's3.other')).toMatchObject({ id: 'DR-C11', result: 'open', why: 'no index was filled again in this run', evidence: null });
  for (const uses of ['opensearch.reindex', 'opensearch.restore-snapshot']) expect(claim({}, uses)).toMatchObject({ result: 'open', why: expect.stringContaining('never confirm'), evidence: expect.stringMatching(/^events\.ndjson#seq=\d+$/) });
});

it('is refuted where filling the index failed, by the very step', () => {
  const { result, why, evidence } = claim({ failedStep: 'restore' });
  expect([result, why]).toEqual(['refuted', expect.stringMatching(/^filling the index again was failed: /)]);
  const { events } = told({ failedStep: 'restore' }, 'opensearch.reindex');
  expect(events.find(({ seq }) => `events.ndjson#seq=${seq}` === evidence)?.type).toBe('step.ended');
});

it('is refuted where it ran to its end and the index is not what it was, by the comparison', () => {
  const story = { integrity: { missing: 10, unexpected: 13, different: 0, recovered: 3990 } };
  const { result, why, evidence } = claim(story);
  expect([result, why]).toEqual(['refuted', expect.stringContaining('10 documents did not come back, 13 came back')]);
  expect(told(story, 'opensearch.reindex').events.find(({ seq }) => `events.ndjson#seq=${seq}` === evidence)?.type).toBe('integrity.read');
});

it('is open where the comparison did not come to its end', () => {
  expect(claim({ integrity: { complete: false, missing: 3 } })).toMatchObject({ result: 'open', why: expect.stringContaining('was not compared to the end') });
});
