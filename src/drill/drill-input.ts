import type { Clock } from '#contract/clock';
import type { TargetsPort } from '#contract/aws';
import type { BeaconLine } from '#contract/events';
import type { ResolvedConfig } from '#contract/config.schema';
import type { LeasePort } from '#contract/lease';
import type { Families, PlatformWrite } from '#contract/modules';
import type { ProgressPort } from '#contract/progress';
import type { RecordPort } from '#contract/record';
import type { ResolvedScenario } from '#contract/scenario.schema';
import type { DetectionPort } from '#contract/detection';
import type { AnchorPort, TrailPort } from '#contract/evidence';
import type { RunStarted } from '#contract/events';
import type { Runbook } from '#contract/runbook';
import type { JourneysPort, LoadPort, OwnChecksPort } from '#contract/user-service';

/** Everything one drill needs; `cli` and `index.ts` put it together, tests put a model behind it. */
export interface DrillInput {
  readonly scenario: ResolvedScenario;
  readonly runbook: Runbook;
  /** The way back, where the scenario has one. */
  readonly failback: Runbook | null;
  readonly config: ResolvedConfig;
  readonly variant: string | null;
  readonly mutation: string | null;
  readonly attended: boolean;
  /** What goes into `run.started`; on a resume the record holds it already. */
  readonly started: RunStarted;
  readonly clock: Clock;
  readonly targets: TargetsPort;
  readonly record: RecordPort;
  readonly progress: ProgressPort;
  readonly families: Families;
  readonly lease: LeasePort;
  readonly people: PeoplePort;
  readonly shell: ShellPort;
  /** Where users reach the platform; null while nothing says so. */
  readonly serviceUrl?: () => URL | null;
  /** What users do; null where no journeys are configured. */
  readonly journeys: JourneysPort | null;
  readonly load: LoadPort | null;
  readonly ownChecks: OwnChecksPort | null;
  /** The platform's own alarms; null where none are configured. */
  readonly detection: DetectionPort | null;
  /** Where a run is announced before its fault; null or absent where the config names no such place. */
  readonly anchor?: AnchorPort | null;
  /** The provider's own log of what was called; null or absent where nobody can read it. */
  readonly trail?: TrailPort | null;
  /** Writes the platform acknowledged, oldest first. */
  writes(): AsyncIterable<PlatformWrite>;
  /** Ledger of history beacons kept outside the account. */
  history(store: string): AsyncIterable<BeaconLine>;
  /** First signal: stop breaking, go to recovery. Second: leave at once. */
  readonly stop: StopSignals;
  /** Set when the record was reopened: who resumes, and how many bytes of a torn line were cut. */
  readonly resumed?: { readonly by: string; readonly tornBytes: number };
  /** `cleanup`: nothing is broken or recovered any more, only put back. */
  readonly putBackOnly?: boolean;
  /** A file whose existence stops every start and every destructive call; null where none is configured. */
  stopped(): Promise<string | null>;
  /** Crash points for tests: awaited before and after each journal write and act; one that never settles is a kill. */
  readonly crash?: (point: string) => Promise<void>;
}

export interface StopSignals {
  /** Aborted by the first SIGINT or SIGTERM (reason: its name). */
  readonly first: AbortSignal;
  /** Aborted by the second. */
  readonly second: AbortSignal;
}

export type { LeasePort } from '#contract/lease';

/** What people say during an attended run (`redrill mark`, `redrill step`). */
export interface PeoplePort {
  /** The newest mark of this kind since the run began, or null. */
  mark(kind: 'detected' | 'declared'): Promise<{ readonly at: string; readonly by: string } | null>;
  step(n: number): Promise<{ readonly outcome: 'done' | 'skipped' | 'failed'; readonly by: string; readonly note: string | null } | null>;
}

export interface ShellPort {
  run(script: string, signal: AbortSignal): Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }>;
}
