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
  /** Requests that were due and could not be begun. */
  readonly dropped: number;
  readonly latencyMs: { readonly p50: number | null; readonly p95: number | null; readonly p99: number | null };
  /** File in the run's folder with one line for each real second; null where the tool wrote none. */
  readonly series: string | null;
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

/** The user's own checks (`config.checks`): those tagged `release` decide whether users are let in, those tagged `audit` are asked afterwards. */
export interface OwnChecksPort {
  run(tag: 'release' | 'audit', signal: AbortSignal): Promise<readonly OwnCheckReading[]>;
  /** Each check held against an expectation that cannot be met: it must not say pass. */
  controls(signal: AbortSignal): Promise<readonly OwnCheckReading[]>;
}
