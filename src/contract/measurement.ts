import type { NumberClass } from './clock.ts';
import type { IntegrityReading, WitnessReading } from './events.ts';

/** A measured number or the reason why there is none; never 0 for "not measured". */
export type Measured =
  | { readonly value: number; readonly class: NumberClass; readonly resolutionSeconds?: number }
  | { readonly value: null; readonly class: null; readonly why: string };

/** T0 to T8 as ISO drill times; null with a reason when a moment was not reached or not seen. */
export type TimePoint = 'T0' | 'T1' | 'T2' | 'T3' | 'T4' | 'T5' | 'T6' | 'T7' | 'T8';
export type Timeline = Readonly<Record<TimePoint, string | null>>;

export interface RtaPart {
  readonly name: 'detection' | 'decision' | 'restore' | 'verification' | 'harness-down';
  readonly seconds: number;
  readonly class: NumberClass;
}

export interface BeaconCounts {
  readonly acknowledged: number;
  readonly stable: number;
  readonly lost: number;
  readonly stale: number;
  readonly neverRead: number;
  readonly resurrected: number;
  readonly duplicated: number;
  readonly indeterminate: number;
  readonly firstLost: string | null;
  readonly newestRecovered: string | null;
  readonly holes: number;
  readonly lostAfterT0: number;
}

/** Neighbouring acknowledged beacons with the same fate, by the time of their acknowledgement. */
export interface BeaconSpan {
  readonly state: 'found' | 'lost' | 'not-read';
  readonly from: string;
  readonly to: string;
  readonly count: number;
}

export interface StoreMeasurement {
  readonly id: string;
  readonly service: string;
  readonly timeline: Timeline;
  readonly t0: { readonly earliest: string | null; readonly observed: string | null };
  readonly rta: Measured;
  readonly rtaFromDetection: Measured;
  readonly rtaFromDeclaration: Measured;
  readonly rtaParts: readonly RtaPart[];
  readonly rpa: Measured;
  /** Commit time of the newest beacon whose whole prefix was recovered (R). */
  readonly r: string | null;
  /** `unmeasuredPoints`: points of the window that were made while no beacons ran, so that nobody can say what they hold. `basis`: points that only a restore can read count as their provider claims; proved for the one that was restored. */
  readonly rpaWorst: Measured & { readonly window: { readonly from: string; readonly to: string } | null; readonly unmeasuredPoints?: number; readonly basis?: 'claimed' | 'claimed-and-proved' };
  readonly beacons: BeaconCounts;
  /** Where on the time axis beacons were found and lost; absent where they were not read back. */
  readonly beaconSpans?: readonly BeaconSpan[];
  readonly integrity: IntegrityReading | null;
  readonly lostWrites: number | null;
  /** What independent programs said; empty where a service has none. */
  readonly witnesses: readonly WitnessReading[];
  readonly posture: { readonly checked: number; readonly drifted: readonly PostureDrift[]; readonly stronger: readonly string[]; readonly declared: readonly string[] } | null;
  readonly engineSeconds: number;
  readonly protectedAgainSeconds: Measured;
}

export interface PostureDrift {
  readonly key: string;
  readonly expected: unknown;
  readonly found: unknown;
}

export interface RunMeasurement {
  readonly stores: readonly StoreMeasurement[];
  readonly timeline: Timeline;
  readonly phases: readonly { readonly name: string; readonly startedAt: string; readonly seconds: number; readonly realSeconds: number; readonly class: NumberClass }[];
  readonly steps: readonly { readonly n: number; readonly title: string; readonly uses: string; readonly outcome: 'done' | 'failed' | 'skipped' | 'not-reached'; readonly seconds: number; readonly realSeconds: number; readonly class: NumberClass; readonly note: string | null }[];
  /** Of a document with lanes. */
  readonly criticalPath?: CriticalPath;
  readonly harnessDownSeconds: number;
  readonly reachedFault: boolean;
}

/** The longest chain of steps that waited for each other, by number and in order; seconds of drill time. */
export interface CriticalPath {
  readonly steps: readonly number[];
  readonly seconds: number;
  /** What the same steps take one after the other. */
  readonly inOrderSeconds: number;
  /** The step that would have to be twice as fast to save most, and how much that saves. */
  readonly whatIf: { readonly n: number; readonly savesSeconds: number } | null;
}
