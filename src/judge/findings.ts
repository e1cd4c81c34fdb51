import type { EventData, RunEvent, RunStarted } from '#contract/events';
import type { RunMeasurement, StoreMeasurement } from '#contract/measurement';
import type { Finding } from '#contract/run-summary';
import { humanDuration } from '#kit/durations';
import { visible } from '#kit/visible';
import { eventsOf, lastOf, lastOfStore } from '#measure/events-of';
import { codePart } from './reason-codes.ts';
import { strandedWrites } from './stranded-writes.ts';
import { findingId } from './finding-id.ts';

type Gap = EventData['finding'];

/** Gaps between document, claim, objective and fact: those the run wrote down and those that follow from its numbers. One per cause. */
export function findingsOf(started: RunStarted, events: readonly RunEvent[], measurement: RunMeasurement): readonly Finding[] {
  const gaps = [
    ...eventsOf(events, 'finding').map((event) => event.data),
    ...runbookGaps(events, measurement),
    ...(measurement.reachedFault ? [...detectionGap(events), ...measurement.stores.flatMap((store) => storeGaps(started, events, store))] : []),
  ];
  const byId = new Map<string, Finding>();
  for (const gap of gaps) {
    const id = findingId(started.scenario, gap.store, gap.cause);
    if (!byId.has(id)) byId.set(id, { id, severity: gap.severity, store: gap.store, cause: gap.cause, title: gap.title, detail: gap.detail, claim: gap.claim, edit: gap.edit });
  }
  const rank = { high: 0, medium: 1, low: 2 } as const;
  return [...byId.values()].sort((a, b) => rank[a.severity] - rank[b.severity] || (a.id < b.id ? -1 : 1));
}

function gap(cause: string, severity: Gap['severity'], title: string, detail: string): Gap {
  return { cause, store: null, severity, title, detail, claim: null, edit: null };
}

function detectionGap(events: readonly RunEvent[]): readonly Gap[] {
  const detection = lastOf(events, 'detection.ended')?.data;
  return detection && detection.at === null ? [gap('not-detected', 'high', 'Nothing and nobody noticed the fault', detection.why)] : [];
}

function runbookGaps(events: readonly RunEvent[], measurement: RunMeasurement): readonly Gap[] {
  const documented = lastOf(events, 'plan.made')?.data.runbook.steps ?? [];
  const unbound = documented.filter((step) => step.uses === null).map((step) => gap(`runbook.unbound.${step.n}`, 'medium', `Step ${step.n} of the runbook is text only`, `"${step.title}" (line ${step.line}) has no step block, so no drill can carry it out.`));
  const skipped = measurement.steps.filter((step) => step.outcome === 'skipped' || step.outcome === 'failed').map((step) => gap(`runbook.deviation.${step.n}`, step.outcome === 'failed' ? 'high' : 'medium', `Step ${step.n} of the runbook was ${step.outcome}`, `"${step.title}": ${step.note ?? 'no note'}`));
  return [...unbound, ...skipped];
}

function storeGaps(started: RunStarted, events: readonly RunEvent[], store: StoreMeasurement): readonly Gap[] {
  const own = (entry: Gap): Gap => ({ ...entry, store: store.id });
  return [...worstGaps(started, store), ...contentGaps(store), ...postureGaps(store), ...protectionGaps(events, store), ...beaconGaps(store), ...strandedGaps(started, events, store)].map(own);
}

function worstGaps(started: RunStarted, { rpaWorst }: StoreMeasurement): readonly Gap[] {
  const { value } = rpaWorst;
  if (value === null) return [];
  return started.objectives.filter((set) => value > set.rpoSeconds).map((set) => gap(`rpo-worst.${codePart(set.source)}`, 'high', `The backup schedule cannot meet the ${set.source} RPO`, `Points made by the schedule were up to ${humanDuration(value)} old in the window, ${humanDuration(value - set.rpoSeconds)} over the ${set.source} RPO of ${humanDuration(set.rpoSeconds)}.`));
}

/** What somebody has to fetch, delete again or correct by hand. Where nothing at all came back that is the verdict, and nothing is left to decide. */
function contentGaps({ integrity }: StoreMeasurement): readonly Gap[] {
  if (integrity === null || integrity.recovered === 0) return [];
  const example = (kind: 'missing' | 'unexpected' | 'different'): string => {
    const sample = integrity.samples.find((entry) => entry.kind === kind);
    return sample ? `, such as "${visible(sample.name)}"` : '';
  };
  const { missing, unexpected, different, expected } = integrity;
  return [
    ...(missing > 0 ? [gap('content.missing', 'high', 'Part of what was there did not come back', `${missing} of ${expected} did not come back${example('missing')}: fetch them from elsewhere, or decide that they are lost, and have the backup hold them from now on.`)] : []),
    ...(unexpected > 0 ? [gap('content.unexpected', 'high', 'What should not be there came back', `${unexpected} came back${example('unexpected')}, deleted before the fault or never there: delete them again, or decide to keep them.`)] : []),
    ...(different > 0 ? [gap('content.different', 'high', 'Part of what came back has other content', `other content in ${different} of ${expected}${example('different')}: put the right content in, or decide to keep what is there.`)] : []),
  ];
}

function postureGaps({ posture }: StoreMeasurement): readonly Gap[] {
  return (posture?.drifted ?? []).map((drift) => gap(`posture.${drift.key}`, 'high', `The setting ${drift.key} did not come back`, `Before: ${JSON.stringify(drift.expected)}. After: ${JSON.stringify(drift.found)}.`));
}

function protectionGaps(events: readonly RunEvent[], store: StoreMeasurement): readonly Gap[] {
  const protectedAgain = lastOfStore(events, 'protected.again', store.id)?.data;
  return protectedAgain && protectedAgain.at === null ? [gap('not-protected-again', 'high', 'The restored resource has no new recovery point', protectedAgain.why)] : [];
}

/** A region that comes back brings its data back: lost for the recovery, and not gone. */
function strandedGaps(started: RunStarted, events: readonly RunEvent[], store: StoreMeasurement): readonly Gap[] {
  const stranded = strandedWrites(started, events, store);
  if (stranded === null) return [];
  const { writes, resource, region } = stranded;
  return [gap('stranded-writes', 'high', 'Writes of users lie in the region that was given up', `${writes} writes were acknowledged in ${region} after the newest copy, and the recovery did not have them. They lie in ${resource} of ${region}, where nothing was overwritten or deleted: let the owners of the data carry over what is missing before anybody does.`)];
}

function beaconGaps({ beacons }: StoreMeasurement): readonly Gap[] {
  return [
    ...(beacons.lostAfterT0 > 0 ? [gap('beacons.lost-after-fault', 'high', 'Writes were acknowledged during the outage and are gone', `${beacons.lostAfterT0} marks acknowledged after the fault were not found.`)] : []),
    ...(beacons.holes > 0 ? [gap('beacons.holes', 'high', 'Newer writes came back and older ones did not', `${beacons.holes} lost marks are older than the newest recovered one.`)] : []),
    ...(beacons.duplicated > 0 ? [gap('beacons.duplicated', 'medium', 'Writes came back twice', `${beacons.duplicated} marks were found more than once.`)] : []),
    ...(beacons.resurrected > 0 ? [gap('beacons.resurrected', 'medium', 'Writes that had been refused came back', `${beacons.resurrected} marks that the store had certainly refused were found.`)] : []),
  ];
}
