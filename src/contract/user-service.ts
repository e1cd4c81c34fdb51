import type { Clock } from './clock.ts';

/** When users were asked for: before anything is broken, once the recovered service answers, after the soak. */
export type JourneyMoment = 'baseline' | 'recovered' | 'end';

/** One thing that users do, and whether it worked. `not-exercised`: it needs what is not there, and `why` says what. */
export interface JourneyResult {
  readonly name: string;
  readonly result: 'pass' | 'fail' | 'not-exercised';
  readonly seconds: number;
  readonly why: string | null;
}

export interface JourneysReading {
  /** A real browser, or the same journeys by HTTP alone where there is none. */
  readonly by: 'browser' | 'api';
  /** Name and version of the browser; null without one. */
  readonly browser: string | null;
  readonly results: readonly JourneyResult[];
  /** File in the run's folder that shows what users saw; null where no browser drew it. */
  readonly screenshot: string | null;
  /** Folders of the specs; absent in older records. */
  readonly folders?: readonly string[];
}

/** What users do on the platform (`config.service.journeys`); the drill asks at its own moments. */
export interface JourneysPort {
  run(input: { readonly moment: JourneyMoment; readonly folder: string; readonly signal: AbortSignal }): Promise<JourneysReading>;
}

/** What a load generator saw from before the strike to the end of the soak; it lives in real time. */
export interface LoadReading {
  readonly tool: string;
  readonly ratePerSecond: number;
  readonly realSeconds: number;
  readonly requests: number;
  readonly failed: number;
  /** What was due and could not be begun; null where the tool did not say. */
  readonly dropped: number | null;
  readonly latencyMs: { readonly p50: number | null; readonly p95: number | null; readonly p99: number | null };
  /** File in the run's folder with one line for each real second; null where the tool wrote none. */
  readonly series: string | null;
  /** SHA-256 (hex) of that file when the load had ended. */
  readonly seriesSha256?: string;
  /** When a watch of its own saw the service down; absent in older records. */
  readonly outages?: readonly Outage[];
  /** One moment on both clocks, which places the seconds of the series among the facts of the record. */
  readonly clock?: { readonly realMs: number; readonly monoMicros: number };
}

/** One outage as two intervals of real monotonic microseconds: the truth lies inside each. */
export interface Outage {
  /** Begin of the last probe that was answered well, and the moment of the first failure. */
  readonly down: readonly [number, number];
  /** The last moment at which it was seen to be down, and the first good answer; null while it lasts. */
  readonly up: readonly [number, number] | null;
}

export interface RunningLoad {
  /** Ends it; resolves once its last figures are written. */
  stop(): Promise<LoadReading>;
}

/** Load on the platform while it is broken and recovered (`config.service.load`). */
export interface LoadPort {
  /** Resolves when requests are under way. */
  start(input: { readonly folder: string; readonly clock: Clock; readonly signal: AbortSignal }): Promise<RunningLoad>;
}

/** What one of the user's own checks said. */
export interface OwnCheckReading {
  readonly id: string;
  readonly store: string | null;
  readonly result: 'pass' | 'fail' | 'unknown';
  readonly detail: string;
}

/** What the drill knows that the config does not. */
export interface OwnChecksLook {
  /** Ids of checks that have answered already and are left out. */
  readonly asked?: ReadonlySet<string>;
  /** The region in which a store is found now: another one after a fail-over. */
  readonly regions?: ReadonlyMap<string, string>;
}

/** The user's own checks (`config.checks`): those tagged `release` decide whether users are let in, those tagged `audit` are asked afterwards. */
export interface OwnChecksPort {
  run(tag: 'release' | 'audit', signal: AbortSignal, look?: OwnChecksLook): Promise<readonly OwnCheckReading[]>;
  /** What each check expects, held against answers known to be bad: it must not say pass. */
  controls(): Promise<readonly OwnCheckReading[]>;
}
