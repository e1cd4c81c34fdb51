import type { NumberClass } from '#contract/clock';
import type { EventData, RecoveryPointFact } from '#contract/events';
import type { StoreMeasurement } from '#contract/measurement';
import { isoMicros, microsOf } from '#kit/time';
import type { Ledger } from './beacon-ledger.ts';
import { FoundSet } from './found-set.ts';
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
  readonly clockFault: string | null;
}

/** A recovery point that a restore could have used: made by the schedule, completed, and holding a whole prefix of beacons. */
export interface UsablePoint {
  readonly id: string;
  readonly availableMicros: number;
  readonly coveredTo: Prefix & { readonly newest: NonNullable<Prefix['newest']> };
}

type Worst = StoreMeasurement['rpaWorst'];

/**
 * What another strike could have cost: the largest age of the newest usable point at any moment of the look-back window, in seconds.
 * A point's age counts from the newest beacon whose whole prefix it holds, never from its date; points not made by the schedule never serve.
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
  const worst = oldestAge(usable, from, struck);
  return { ...measured(worst.age / 1_000_000, input.class, worst.resolution), window: { from: isoMicros(from), to: t0.observed } };
}

/** The points that could have served, by the time they became available. */
export function usablePoints(points: readonly RecoveryPointFact[], ledger: Ledger, untilMicros: number): readonly UsablePoint[] {
  const usable: UsablePoint[] = [];
  for (const point of points) {
    if (point.madeBy !== 'schedule' || point.status !== 'completed' || point.availableAt === null) continue;
    const availableMicros = microsOf(point.availableAt);
    if (availableMicros > untilMicros) continue;
    const prefix = wholePrefix(ledger, new FoundSet(point.found), availableMicros);
    if (prefix.newest) usable.push({ id: point.id, availableMicros, coveredTo: { ...prefix, newest: prefix.newest } });
  }
  return usable.sort((a, b) => a.availableMicros - b.availableMicros);
}

function none(why: string): Worst {
  return { ...notMeasured(why), window: null };
}

function oldestAge(usable: readonly UsablePoint[], from: number, struck: number): { readonly age: number; readonly resolution: number } {
  let worst = { age: 0, resolution: 0 };
  for (const [index, point] of usable.entries()) {
    const until = usable[index + 1]?.availableMicros ?? struck;
    if (until < from) continue;
    const age = until - point.coveredTo.newest.micros;
    if (age >= worst.age) worst = { age, resolution: resolutionSeconds(point.coveredTo) };
  }
  return worst;
}
