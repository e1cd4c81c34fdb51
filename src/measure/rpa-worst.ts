import type { NumberClass } from '#contract/clock';
import type { EventData, RecoveryPointFact } from '#contract/events';
import type { StoreMeasurement } from '#contract/measurement';
import { isoMicros, microsOf } from '#kit/time';
import type { Ledger } from './beacon-ledger.ts';
import { FoundSet } from './found-set.ts';
import { madeInSilence } from './made-in-silence.ts';
import { measured, notMeasured } from './measured.ts';
import type { FaultInterval } from './timeline.ts';
import { resolutionSeconds, wholePrefix } from './whole-prefix.ts';
import type { Prefix } from './whole-prefix.ts';

export interface WorstInput {
  readonly ledger: Ledger;
  readonly points: EventData['points.read'] | undefined;
  readonly t0: FaultInterval;
  readonly class: NumberClass;
  readonly lookBackSeconds: number;
  /** Seconds between beacons in quiet times; a point made in a longer silence cannot be measured. */
  readonly periodSeconds: number;
  readonly clockFault: string | null;
}

/** A recovery point that a restore could have used: made by the schedule, completed, and holding a whole prefix of beacons. */
export interface UsablePoint {
  readonly id: string;
  readonly createdMicros: number;
  readonly availableMicros: number;
  readonly coveredTo: Prefix & { readonly newest: NonNullable<Prefix['newest']> };
}

type Worst = StoreMeasurement['rpaWorst'];

/**
 * What another strike could have cost: the largest age of the newest usable point at any moment of the look-back window, in seconds.
 * A point's age counts from the newest beacon whose whole prefix it holds, never from its date; points not made by the schedule never serve.
 * Of a point made while no beacons ran nobody can say what it holds: the time it served is left out, and counted as `unmeasuredPoints`.
 */
export function worstRecoveryPoint(input: WorstInput): Worst {
  const { points, t0 } = input;
  if (t0.observed === null) return none('the fault was not observed (T0)');
  if (!points) return none('the recovery points were not read before the fault');
  if (!points.complete) return none('the list of recovery points did not end in "complete"');
  if (!points.outsideBlastRadius) return none('the recovery points lie inside the blast radius, so none would have served');
  if (input.clockFault) return none(input.clockFault);
  const struck = microsOf(t0.observed);
  const usable = usablePoints(points.points, input.ledger, struck);
  const [first] = usable;
  if (!first || usable.length < 2) return none(`${usable.length === 0 ? 'no' : 'only one'} usable recovery point made by the schedule in the window: a longest gap needs two`);
  const from = Math.max(first.availableMicros, struck - input.lookBackSeconds * 1_000_000);
  const served = servingTimes(usable, struck).filter(({ until }) => until >= from);
  const known = served.filter(({ point }) => !madeInSilence(input.ledger, point.createdMicros, input.periodSeconds));
  if (known.length === 0) return none('no beacons were written while the recovery points were made, so what they hold is not known');
  const worst = oldestAge(known);
  const unmeasured = served.length - known.length;
  return { ...measured(worst.age / 1_000_000, input.class, worst.resolution), window: { from: isoMicros(from), to: t0.observed }, ...(unmeasured > 0 ? { unmeasuredPoints: unmeasured } : {}) };
}

/** The points that could have served, by the time they became available. */
function usablePoints(points: readonly RecoveryPointFact[], ledger: Ledger, untilMicros: number): readonly UsablePoint[] {
  const usable: UsablePoint[] = [];
  for (const point of points) {
    if (point.madeBy !== 'schedule' || point.status !== 'completed' || point.availableAt === null) continue;
    const availableMicros = microsOf(point.availableAt);
    if (availableMicros > untilMicros) continue;
    const prefix = wholePrefix(ledger, new FoundSet(point.found), availableMicros);
    if (prefix.newest) usable.push({ id: point.id, createdMicros: microsOf(point.createdAt), availableMicros, coveredTo: { ...prefix, newest: prefix.newest } });
  }
  return usable.sort((a, b) => a.availableMicros - b.availableMicros);
}

function none(why: string): Worst {
  return { ...notMeasured(why), window: null };
}

interface Served {
  readonly point: UsablePoint;
  /** When a newer point took over, or the fault struck. */
  readonly until: number;
}

function servingTimes(usable: readonly UsablePoint[], struck: number): readonly Served[] {
  return usable.map((point, index) => ({ point, until: usable[index + 1]?.availableMicros ?? struck }));
}

function oldestAge(served: readonly Served[]): { readonly age: number; readonly resolution: number } {
  let worst = { age: 0, resolution: 0 };
  for (const { point, until } of served) {
    const age = until - point.coveredTo.newest.micros;
    if (age >= worst.age) worst = { age, resolution: resolutionSeconds(point.coveredTo) };
  }
  return worst;
}
