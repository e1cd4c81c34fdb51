import type { RunEvent } from '#contract/events';
import type { ReportInput } from '#contract/reporting';
import type { StoreSummary } from '#contract/run-summary';
import { eventsOf, lastOf, lastOfStore, recoverySteps } from '#measure/events-of';
import { pathsOf } from './event-paths.ts';
import { storeSourceId } from './source.ts';
import type { Source } from './source.ts';

/** Where each number of one store comes from, with the very events that the measurement rests on. */
export function storeSources(input: ReportInput, store: StoreSummary, index: number): readonly Source[] {
  const { events } = input;
  const of = (kind: string, what: string, rest: Pick<Source, 'paths' | 'how'>): Source => ({ id: storeSourceId(kind, index), store: store.id, what, ...rest });
  const faults = eventsOf(events, 'fault.observed').filter(({ data }) => data.store === store.id);
  const points = eventsOf(events, 'points.read').findLast(({ data }) => data.store === store.id && data.moment === 'baseline');
  const beacons = lastOfStore(events, 'beacons.read', store.id);
  const ledger = input.files.filter(({ name }) => name === `beacons/${store.id}.ndjson`).map(({ name }) => name);
  return [
    of('rta', 'time to recover and its parts', { paths: pathsOf(momentsOf(events, store)), how: 'the later of T5 (release check) and T6 (service), minus T0; the parts end at T1, T2 and T4' }),
    of('rpa', 'data lost in this strike', { paths: [...pathsOf([...faults, beacons]), ...ledger], how: 'the newest acknowledged beacon before the fault minus the newest one up to which all came back' }),
    of('worst', 'data lost at the worst moment of the window', { paths: [...pathsOf([points, ...faults]), ...ledger], how: 'the largest age of the newest usable recovery point at any moment of the window' }),
    of('content', 'content, expected against recovered', { paths: pathsOf([lastOfStore(events, 'manifest.taken', store.id), lastOfStore(events, 'integrity.read', store.id), lastOfStore(events, 'witnesses.read', store.id)]), how: 'the comparison of what came back with what was expected at the recovered point' }),
    of('posture', 'settings, before and after', { paths: pathsOf(eventsOf(events, 'posture.read').filter(({ data }) => data.store === store.id)), how: 'every setting of the baseline held against its value at the end' }),
    of('protected', 'protected again', { paths: pathsOf([lastOf(events, 'release.passed'), lastOfStore(events, 'protected.again', store.id)]), how: 'from the release of the restored resource to its first new recovery point' }),
    of('beacons', 'beacons by their fate', { paths: [...pathsOf(eventsOf(events, 'beacons.read').filter(({ data }) => data.store === store.id)), ...ledger], how: 'each line of the ledger held against the ranges that were found' }),
    of('points', 'recovery points', { paths: pathsOf([points]), how: 'the list as the provider gave it before the fault' }),
    of('service', 'service of the store', { paths: pathsOf(eventsOf(events, 'service.read').filter(({ data }) => data.store === store.id)), how: 'each look at the service through its pointer' }),
  ];
}

/** The events that T0 to T6 of a store were read from. */
function momentsOf(events: readonly RunEvent[], { id, timeline }: StoreSummary): readonly (RunEvent | undefined)[] {
  const restores = recoverySteps(events, 'step.started').filter(({ data }) => data.marks === 'restore' && (data.store ?? id) === id);
  const numbers = new Set(restores.map(({ data }) => data.n));
  const ends = recoverySteps(events, 'step.ended').filter(({ data, at }) => numbers.has(data.n) && at === timeline.T4);
  const works = [...eventsOf(events, 'service.read'), ...eventsOf(events, 'journeys.read')].filter(({ at }) => at === timeline.T6);
  return [...eventsOf(events, 'fault.observed').filter(({ data }) => data.store === id), lastOf(events, 'detection.ended'), lastOf(events, 'declared'), restores[0], ...ends, lastOf(events, 'release.passed'), ...works, lastOf(events, 'soak.ended')];
}
