import type { RunEvent } from '#contract/events';
import type { RunMeasurement } from '#contract/measurement';
import type { RunSummary } from '#contract/run-summary';
import { eventsOf, recoverySteps } from '#measure/events-of';

/** Steps that fill a search index again. */
const FILLS = /^opensearch\.(reindex|restore-snapshot)$/;

/** DR-C11: the process that stands in for AWS Backup runs from end to end, and what it brings back is what was there. A rehearsal may refute it, never confirm it. */
export function inHouseProcess(id: string, { events, measurement }: { readonly events: readonly RunEvent[]; readonly measurement: RunMeasurement }): RunSummary['claims'][number] {
  const filled = recoverySteps(events, 'step.started').findLast((event) => FILLS.test(event.data.uses));
  const end = filled && recoverySteps(events, 'step.ended').findLast((event) => event.data.n === filled.data.n);
  if (!end) return { id, result: 'open', why: 'no index was filled again in this run', evidence: null };
  const evidence = `events.ndjson#seq=${end.seq}`;
  if (end.data.outcome !== 'done') return { id, result: 'refuted', why: `filling the index again was ${end.data.outcome}: ${end.data.note ?? end.data.code ?? 'no detail'}`, evidence };
  for (const { id: store, service, integrity } of measurement.stores) {
    if (service !== 'opensearch') continue;
    if (integrity === null || !integrity.complete) return { id, result: 'open', why: `the content of ${store} was not compared to the end`, evidence: null };
    const { missing, unexpected, different } = integrity;
    const read = eventsOf(events, 'integrity.read').findLast((event) => event.data.store === store);
    if (missing + unexpected + different > 0) return { id, result: 'refuted', why: `the process ran to its end, and the index is not what it was: ${missing} documents did not come back, ${unexpected} came back that had been deleted or never were there, ${different} are others`, evidence: read ? `events.ndjson#seq=${read.seq}` : evidence };
  }
  return { id, result: 'open', why: 'the process ran to its end and brought back what was there at its point; a rehearsal on the sandbox may refute this, never confirm it', evidence };
}
