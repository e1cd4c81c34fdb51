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

export interface WorstInput {
  readonly ledger: Ledger;
  readonly points: EventData['points.read'] | undefined;
  readonly t0: FaultInterval;
  readonly class: NumberClass;
  readonly lookBackSeconds: number;
  /** Seconds between beacons in quiet times; a point made in a longer silence cannot be measured. */
  readonly periodSeconds: number;
  readonly clockFault: string | null;
  /** By how much the restored point held less than its provider claims, in seconds; null where that was not seen. */
  readonly shortfallSeconds: number | null;
}

/** A recovery point that a restore could have used: made by the schedule, completed, and holding a whole prefix of beacons, or claimed to. */
interface UsablePoint {
  readonly createdMicros: number;
  readonly availableMicros: number;
  readonly coveredMicros: number;
  readonly resolutionSeconds: number;
  readonly claimed: boolean;
}

type Worst = StoreMeasurement['rpaWorst'];

/**
 * What another strike could have cost: the largest age of the newest usable point at any moment of the look-back window, in seconds.
 * A point's age counts from the newest beacon whose whole prefix it holds, never from its date; points not made by the schedule never serve.
 * Of a point made while no beacons ran nobody can say what it holds: the time it served is left out, and counted as `unmeasuredPoints`.
 * Points that only a restore can read count as their provider claims, made worse by what the restored one lacked of its claim.
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
  const seenTo = Math.min(struck, points.watchedUntil === undefined ? struck : microsOf(points.watchedUntil));
  const served = servingTimes(usable, seenTo).filter(({ until }) => until >= from);
  const known = served.filter(({ point }) => point.claimed || !madeInSilence(input.ledger, point.createdMicros, input.periodSeconds));
  if (known.length === 0) return none('no beacons were written while the recovery points were made, so what they hold is not known');
  const worst = oldestAge(known);
  const unmeasured = served.length - known.length;
  const shortfall = worst.claimed ? input.shortfallSeconds ?? 0 : 0;
  return {
    ...measured(worst.age / 1_000_000 + shortfall, input.class, worst.resolution),
    window: { from: isoMicros(from), to: seenTo === struck ? t0.observed : isoMicros(seenTo) },
    ...(unmeasured > 0 ? { unmeasuredPoints: unmeasured } : {}),
    ...(worst.claimed ? { basis: input.shortfallSeconds === null ? 'claimed' as const : 'claimed-and-proved' as const } : {}),
  };
}

/** The points that could have served, by the time they became available. */
function usablePoints(points: readonly RecoveryPointFact[], ledger: Ledger, untilMicros: number): readonly UsablePoint[] {
  const usable: UsablePoint[] = [];
  for (const point of points) {
    if (point.madeBy !== 'schedule' || point.status !== 'completed' || point.availableAt === null) continue;
    const availableMicros = microsOf(point.availableAt);
    if (availableMicros > untilMicros) continue;
    const covered = coveredBy(point, ledger, availableMicros);
    if (covered) usable.push({ createdMicros: microsOf(point.createdAt), availableMicros, ...covered });
  }
  return usable.sort((a, b) => a.availableMicros - b.availableMicros);
}

/** Up to where a point holds everything: read from its beacons, or claimed where only a restore could read it. */
function coveredBy(point: RecoveryPointFact, ledger: Ledger, availableMicros: number): Pick<UsablePoint, 'coveredMicros' | 'resolutionSeconds' | 'claimed'> | null {
  if (point.claimedUntil !== undefined) return { coveredMicros: microsOf(point.claimedUntil), resolutionSeconds: 0, claimed: true };
  const prefix = wholePrefix(ledger, new FoundSet(point.found), availableMicros);
  return prefix.newest ? { coveredMicros: prefix.newest.micros, resolutionSeconds: resolutionSeconds(prefix), claimed: false } : null;
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

function oldestAge(served: readonly Served[]): { readonly age: number; readonly resolution: number; readonly claimed: boolean } {
  let worst = { age: 0, resolution: 0, claimed: false };
  for (const { point, until } of served) {
    const age = until - point.coveredMicros;
    if (age >= worst.age) worst = { age, resolution: point.resolutionSeconds, claimed: point.claimed };
  }
  return worst;
}
