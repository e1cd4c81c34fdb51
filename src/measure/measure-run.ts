import type { NumberClass } from '#contract/clock';
import type { BeaconLine, RunEvent, RunStarted } from '#contract/events';
import type { Measured, RunMeasurement, StoreMeasurement, Timeline } from '#contract/measurement';
import { parseDuration } from '#kit/durations';
import { secondsBetween } from '#kit/time';
import { mergeLedger } from './beacon-ledger.ts';
import { beaconSpans } from './beacon-spans.ts';
import { countBeacons } from './beacons.ts';
import { clockFault } from './clock-health.ts';
import { measureCriticalPath } from './critical-path.ts';
import { eventsOf, lastOf, lastOfStore } from './events-of.ts';
import { harnessDown } from './harness-down.ts';
import { classOfRun, measured, notMeasured } from './measured.ts';
import { measurePhases } from './phases.ts';
import { pointShortfallSeconds } from './point-shortfall.ts';
import { comparePosture } from './posture.ts';
import { recoveryPoint } from './rpa.ts';
import { worstRecoveryPoint } from './rpa-worst.ts';
import { recoveryTime } from './rta.ts';
import { engineSeconds, measureSteps } from './steps.ts';
import { faultInterval, runTimeline, storeTimeline } from './timeline.ts';

const LOOK_BACK_SECONDS = 90 * 86_400;

/** All numbers of a run, computed from its facts and its beacon ledgers and from nothing else. Pure. */
export function measureRun(events: readonly RunEvent[], beacons: ReadonlyMap<string, readonly BeaconLine[]>): RunMeasurement {
  const started = events.find((event): event is RunEvent<'run.started'> => event.type === 'run.started')?.data;
  if (!started) return { stores: [], timeline: runTimeline([]), phases: [], steps: [], harnessDownSeconds: 0, reachedFault: false };
  const broken = clockFault(events);
  const stores = started.stores.map((store) => measureStore({ id: store.id, started, events, lines: beacons.get(store.id) ?? [], clockFault: broken }));
  const runClass = classOfRun(started);
  const steps = measureSteps(events, runClass);
  const criticalPath = measureCriticalPath(events, steps);
  return {
    stores,
    timeline: runTimeline(stores.map((store) => store.timeline)),
    phases: measurePhases(events, runClass),
    steps,
    ...(criticalPath === null ? {} : { criticalPath }),
    harnessDownSeconds: harnessDown(events).reduce((sum, [from, to]) => sum + (to - from) / 1_000_000, 0),
    reachedFault: reachedFault(events),
  };
}

interface StoreInput {
  readonly id: string;
  readonly started: RunStarted;
  readonly events: readonly RunEvent[];
  readonly lines: readonly BeaconLine[];
  readonly clockFault: string | null;
}

function measureStore({ id, started, events, lines, clockFault }: StoreInput): StoreMeasurement {
  const store = started.stores.find((entry) => entry.id === id);
  const runClass = classOfRun(started);
  const timeline = storeTimeline(events, id);
  const t0 = faultInterval(events, id);
  const ledger = mergeLedger(lines);
  const readings = readingsAfterFault(events, id);
  const point = recoveryPoint({ ledger, reading: readings.at(-1), t0, class: runClass, clockFault, periodSeconds: started.beacon.everySeconds });
  const points = eventsOf(events, 'points.read').findLast((event) => event.data.store === id && event.data.moment === 'baseline')?.data;
  const integrity = lastOfStore(events, 'integrity.read', id)?.data.reading ?? null;
  const beacons = { ledger, readings, observed: t0.observed, restoreAt: timeline.T3 };
  return {
    id,
    service: store?.service ?? 'unknown',
    timeline,
    t0,
    ...recoveryTime({ timeline, events, class: runClass, clockFault }),
    ...point,
    rpaWorst: worstRecoveryPoint({ ledger, points, t0, class: runClass, lookBackSeconds: lookBackSeconds(started), periodSeconds: started.beacon.everySeconds, clockFault, shortfallSeconds: pointShortfallSeconds(events, { store: id, ledger, r: point.r }) }),
    beacons: countBeacons(beacons),
    ...(readings.length === 0 ? {} : { beaconSpans: beaconSpans(beacons) }),
    integrity,
    lostWrites: integrity?.lostWrites ?? null,
    witnesses: lastOfStore(events, 'witnesses.read', id)?.data.witnesses ?? [],
    posture: comparePosture(events, id, store?.declaredGaps ?? []),
    engineSeconds: engineSeconds(events, id),
    protectedAgainSeconds: protectedAgain({ events, id, timeline, clockFault, class: runClass }),
  };
}

/** From the release of the restored resource (the fault, where it was never released) to its first new recovery point. */
function protectedAgain(input: { readonly events: readonly RunEvent[]; readonly id: string; readonly timeline: Timeline; readonly clockFault: string | null; readonly class: NumberClass }): Measured {
  const { T8 } = input.timeline;
  const from = input.timeline.T5 ?? input.timeline.T0;
  if (input.clockFault) return notMeasured(input.clockFault);
  if (T8 === null || from === null) return notMeasured(lastOfStore(input.events, 'protected.again', input.id)?.data.why ?? 'the first new recovery point was not looked for');
  return measured(secondsBetween(from, T8), input.class);
}

/** Readings of the beacons after the fault; one before it would show what was there, not what came back. */
function readingsAfterFault(events: readonly RunEvent[], store: string): readonly RunEvent<'beacons.read'>['data'][] {
  const struck = lastOfStore(events, 'fault.observed', store);
  if (!struck) return [];
  return eventsOf(events, 'beacons.read').filter((event) => event.data.store === store && event.seq > struck.seq).map((event) => event.data);
}

/** The fault counts as reached once it was asked for, unless the conductor saw that nothing had changed. */
function reachedFault(events: readonly RunEvent[]): boolean {
  if (eventsOf(events, 'fault.observed').length > 0) return true;
  return eventsOf(events, 'fault.requested').length > 0 && lastOf(events, 'run.ended')?.data.reached !== 'before-fault';
}

function lookBackSeconds(started: RunStarted): number {
  const config = started.config as { readonly drill?: { readonly lookBack?: unknown } } | null | undefined;
  const text = config?.drill?.lookBack;
  return (typeof text === 'string' ? parseDuration(text) : null) ?? LOOK_BACK_SECONDS;
}
