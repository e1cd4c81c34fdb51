import type { NumberClass } from './clock.ts';
import type { Principal } from './aws.ts';
import type { AnchorPlace, WitnessRow } from './evidence.ts';
import type { JourneyMoment, JourneysReading, LoadReading, OwnCheckReading } from './user-service.ts';

export type PhaseName = '1-prepare' | '2-baseline' | '3-disrupt' | '4-recover' | '5-put-back' | '6-conclude';

/** One line of `events.ndjson`: the journal and the record at once. `prev` is the SHA-256 (hex) of the previous line's bytes without newline. */
export type RunEvent<T extends EventType = EventType> = {
  [K in T]: {
    readonly seq: number;
    readonly prev: string;
    /** Drill time, ISO 8601 UTC with microseconds when they matter. */
    readonly at: string;
    /** Real monotonic microseconds. */
    readonly mono: number;
    readonly phase: PhaseName;
    readonly type: K;
    readonly data: EventData[K];
  };
}[T];

export type EventType = keyof EventData;

/** Inclusive ranges of beacon numbers of one series, ascending and disjoint. */
export interface SeriesRanges {
  readonly series: string;
  readonly ranges: readonly (readonly [number, number])[];
}

export type Posture = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
export type PostureComparator = 'equal' | 'at-least' | 'superset';

export interface TargetRef {
  readonly store: string;
  readonly arn: string;
  readonly what: string;
  /** How many things (objects, rows, versions) die with it, when known. */
  readonly count: number | null;
  readonly bytes: number | null;
  /** A few of the things a user would miss, so that the first harm is seen, not only the last. */
  readonly sample?: readonly string[];
  /** Whether the provider itself refuses to delete it (deletion protection); absent where the service has no such thing. */
  readonly protected?: boolean;
  /** Tags of the resource itself, by which its owner allows drills; null or absent where they could not be read. */
  readonly tags?: Readonly<Record<string, string>> | null;
}

export interface Objectives {
  readonly source: string;
  readonly rtoSeconds: number;
  readonly rpoSeconds: number;
  readonly rto: string;
  readonly rpo: string;
}

export interface RecoveryPointFact {
  readonly id: string;
  readonly madeBy: 'schedule' | 'other';
  /** When the job that made it began: the moment it claims to hold. */
  readonly createdAt: string;
  /** When it became usable; null for one that never completed. */
  readonly availableAt: string | null;
  readonly status: 'completed' | 'failed' | 'running';
  /** Beacons found in it: what it really holds. Empty where only a restore would tell, see `claimedUntil`. */
  readonly found: readonly SeriesRanges[];
  /** For points that cannot be read without restoring them: the moment up to which the provider says they hold everything. */
  readonly claimedUntil?: string;
}

export interface IntegrityReading {
  readonly method: string;
  readonly strength: 'none' | 'count' | 'sample-hash' | 'full-hash' | 'application-query';
  /** The R that expected() was built for, or null with `why`. */
  readonly comparedAt: string | null;
  readonly expected: number;
  readonly recovered: number;
  readonly missing: number;
  readonly unexpected: number;
  readonly different: number;
  /** Writes of the platform (not beacons) in (R, T0] that are absent. */
  readonly lostWrites: number;
  readonly bytes: number;
  /** Share of expected things that had not changed since the manifest's quiet moment. */
  readonly frozenShare: number | null;
  /** At most 20 names per class. */
  readonly samples: readonly { readonly kind: 'missing' | 'unexpected' | 'different' | 'lost-write'; readonly name: string; readonly detail: string }[];
  /** False when a listing or read ended in anything but "complete". */
  readonly complete: boolean;
  readonly cannotSee: string;
}

/** What an independent program said of what came back. `absent`: it could not be asked, and why. */
export interface WitnessReading {
  readonly name: string;
  readonly result: 'pass' | 'fail' | 'absent';
  readonly detail: string;
}

/** Facts by type. Everything in a report is computed from these and from the beacon ledgers. */
export interface EventData {
  'run.started': RunStarted;
  'phase.started': { readonly attempt: number };
  'phase.ended': { readonly outcome: 'done' | 'failed' | 'refused' | 'aborted' | 'inconclusive'; readonly reason: string | null };
  'guard.checked': { readonly guard: string; readonly ok: boolean; readonly detail: string };
  'identity.proved': { readonly principal: Principal; readonly account: string; readonly arn: string };
  'plan.made': { readonly planHash: string; readonly targets: readonly TargetRef[]; readonly runbook: RunbookFact; readonly failback?: RunbookFact; readonly predicted: { readonly rtaSeconds: number | null; readonly rpaWorstSeconds: number | null; readonly why: string } };
  'lease.taken': { readonly token: string; readonly until: string };
  'lease.released': { readonly token: string };
  /** Plan, number and list of attempts were written where the operator cannot rewrite them; `sha256` of that text, which lies in `anchor.json`. */
  'anchor.written': AnchorPlace & { readonly sha256: string };
  /** The provider's own log of what was called against the journal, both ways; `sha256` of the calls as they were read, in `witness.ndjson`. */
  'witness.read': { readonly from: string; readonly to: string; readonly calls: number; readonly sha256: string; readonly rows: readonly WitnessRow[]; readonly gaps: readonly string[] };
  'control.checked': { readonly check: string; readonly store: string | null; readonly input: string; readonly saidYes: boolean; readonly detail: string };
  'probe.read': { readonly store: string; readonly probe: string; readonly result: 'pass' | 'fail' | 'unknown'; readonly detail: string };
  /** Beacons of earlier times that were still there when the drill began; those lost before are no loss of this strike. */
  'history.imported': { readonly store: string; readonly known: number; readonly present: number };
  'baseline.steady': { readonly since: string; readonly readings: number };
  'posture.read': { readonly store: string; readonly moment: 'baseline' | 'end' | 'put-back'; readonly resource: string; readonly posture: Posture; readonly comparators: Readonly<Record<string, PostureComparator>> };
  'manifest.taken': { readonly store: string; readonly file: string; readonly sha256: string; readonly rows: number; readonly bytes: number; readonly frozenAt: string };
  /** `watchedUntil`: a continuous point was watched up to then; nobody saw what it could restore afterwards. */
  'points.read': { readonly store: string; readonly moment: 'baseline' | 'end'; readonly points: readonly RecoveryPointFact[]; readonly complete: boolean; readonly outsideBlastRadius: boolean; readonly watchedUntil?: string };
  'safety-copy.made': { readonly store: string; readonly where: string; readonly count: number; readonly bytes: number; readonly verified: boolean };
  /**
   * `store`: the one that is spoilt; only what is said of it has seen the sabotage. `spoilt`: the very things, by the names that the comparison
   * of content uses; known once the sabotaged step has run, which then notes it a second time.
   */
  'mutation.applied': { readonly mutation: string; readonly kind: 'backup' | 'restore' | 'check'; readonly detail: string; readonly store?: string; readonly spoilt?: readonly string[] };
  'strike.chosen': { readonly after: string; readonly offsetSeconds: number; readonly at: string; readonly how: 'drawn' | 'set'; readonly seed: string };
  'effect.intended': { readonly effect: string; readonly token: string; readonly destructive: boolean; readonly what: string };
  'effect.confirmed': { readonly effect: string; readonly by: 'act' | 'probe'; readonly result: unknown };
  'effect.failed': { readonly effect: string; readonly code: string; readonly message: string };
  'fault.requested': { readonly fault: string; readonly store: string };
  /** earliest = later of first request sent and last good observation; observed = first failing observation. */
  'fault.observed': { readonly fault: string; readonly store: string; readonly earliest: string; readonly observed: string; readonly detail: string };
  'fault.not-observed': { readonly fault: string; readonly store: string; readonly waitedSeconds: number };
  /** T1. `began`: when the alarm says that its condition began; absent where a person noticed. */
  'detection.ended': { readonly at: string | null; readonly source: string | null; readonly why: string; readonly began?: string };
  'declared': { readonly at: string; readonly by: string; readonly class: NumberClass };
  /** `store`: the one that the step is about; absent for a step about the whole. */
  'step.started': { readonly n: number; readonly title: string; readonly uses: string; readonly marks: StepMark; readonly store?: string };
  'step.ended': { readonly n: number; readonly outcome: 'done' | 'failed' | 'skipped'; readonly class: NumberClass; readonly by: string; readonly note: string | null; readonly code: string | null; readonly outputs: Readonly<Record<string, unknown>>; readonly realSeconds: number };
  /** `candidate` and `promoted` name a resource; `relocated` names a region: from then on the store is looked for there. */
  'binding.changed': { readonly store: string; readonly kind: 'candidate' | 'promoted' | 'relocated'; readonly from: string; readonly to: string; readonly by: string };
  /** What the recovery of each store needs, and where that lies, read before anything is broken. */
  'dependencies.read': { readonly dependencies: readonly Dependency[] };
  /** The way back to where the platform was before; absent where the scenario has none. */
  'failback.ended': { readonly ok: boolean; readonly detail: string };
  /** T5: every release check of the runbook has passed. `stores`: where there are several, when the last one of each store did. */
  'release.passed': { readonly checks: number; readonly stores?: Readonly<Record<string, string>> };
  /** T6 candidate: first success of the service after the fault; counts when the soak confirms it. */
  'service.read': { readonly store: string; readonly healthy: boolean | null; readonly first: boolean; readonly how: string; readonly detail: string };
  'journeys.read': JourneysReading & { readonly moment: JourneyMoment };
  /** The user's own checks. */
  'own-check.read': OwnCheckReading & { readonly tag: 'release' | 'audit'; readonly moment: 'baseline' | 'recovered' };
  'load.read': LoadReading;
  'soak.ended': { readonly ok: boolean; readonly seconds: number; readonly detail: string };
  'beacons.read': { readonly store: string; readonly where: string; readonly found: readonly SeriesRanges[]; readonly duplicated: number; readonly unknownNames: number; readonly complete: boolean };
  'witnesses.read': { readonly store: string; readonly witnesses: readonly WitnessReading[] };
  'integrity.read': { readonly store: string; readonly reading: IntegrityReading };
  /** T8: first new recovery point of the restored resource, made by the schedule. */
  'protected.again': { readonly store: string; readonly at: string | null; readonly point: string | null; readonly why: string };
  'put-back.ended': { readonly ok: boolean; readonly left: readonly string[]; readonly commands: readonly string[]; readonly how: 'recovered' | 'safety-copy' | 'undone' | 'failed-back' | 'nothing-changed' };
  'signal': { readonly name: string; readonly count: number };
  'deadline': { readonly phase: PhaseName; readonly afterSeconds: number };
  'resumed': { readonly by: string; readonly downSeconds: number; readonly lastEventAt: string; readonly tornBytes: number };
  'finding': { readonly cause: string; readonly store: string | null; readonly severity: 'high' | 'medium' | 'low'; readonly title: string; readonly detail: string; readonly claim: string | null; readonly edit: string | null };
  'error': { readonly where: string; readonly code: string; readonly message: string };
  'run.ended': { readonly reached: 'fault' | 'before-fault'; readonly end: RunEnd; readonly reason: string | null };
}

/** How the conductor left the run; the verdict is judged from the facts, not from this. `unable`: an engine that the scenario needs cannot be had. */
export type RunEnd = 'completed' | 'refused' | 'aborted' | 'checker' | 'unable' | 'left' | 'interrupted';

/** What a step does for the timeline: restore steps carry T3 and T4, release checks carry T5. */
export type StepMark = 'restore' | 'configure' | 're-point' | 'check' | 'release-check' | 'decide' | 'other';

export interface RunbookFact {
  readonly path: string;
  readonly sha256: string;
  /** `needs`: numbers of the steps that must have ended before; absent where the document has no lanes (each waits for the one before it). */
  readonly steps: readonly { readonly n: number; readonly title: string; readonly uses: string | null; readonly line: number; readonly lane?: string; readonly needs?: readonly number[] }[];
}

/** One thing that a recovery rests on: a copy, a key, a secret, a role, an alarm, a control plane, another store. */
export interface Dependency {
  /** The store whose recovery needs it; null: the recovery as a whole. */
  readonly store: string | null;
  readonly kind: 'copy' | 'key' | 'secret' | 'role' | 'alarm' | 'control-plane' | 'entry' | 'store' | 'settings';
  /** Its ARN or name. */
  readonly what: string;
  /** Where it lies; null for what has no region. */
  readonly region: string | null;
  /** It lies in what the fault takes: the recovery needs what it is to bring back. Null: could not be told. */
  readonly lost: boolean | null;
  /** It is not there at all, or cannot be used (a copy never made, a key that is disabled). */
  readonly missing?: boolean;
  readonly detail: string;
}

export interface RunStarted {
  readonly number: number;
  readonly id: string;
  /** Part of the names of this run's beacons: numbers begin again in another results folder, and marks of a namesake would pass for its own. */
  readonly token?: string;
  readonly scenario: string;
  readonly title: string;
  readonly threat: string;
  readonly claims: readonly string[];
  readonly variant: string | null;
  readonly mutation: string | null;
  /** What the mutation declares must be seen, so that a stored run can be judged without its code. */
  readonly mutationExpect?: { readonly verdict: string; readonly reasonCode: string } | null;
  readonly attended: boolean;
  readonly realStartedAt: string;
  /** Fingerprint of the key that signs the run's checkpoints; absent for an unsigned draft. */
  readonly signer?: string;
  readonly command: readonly string[];
  readonly version: string;
  readonly commit: string | null;
  readonly dirty: boolean | null;
  readonly seed: string;
  readonly target: { readonly kind: 'sandbox' | 'aws'; readonly pace: 'fast' | 'real'; readonly accounts: Readonly<Record<string, string>>; readonly regions: Readonly<Record<string, string>> };
  readonly objectives: readonly Objectives[];
  readonly stores: readonly { readonly id: string; readonly service: string; readonly title: string; readonly resource: string; readonly scheduleEverySeconds: number | null; readonly declaredGaps: readonly string[] }[];
  /** The documented ways through this disaster (plain form: variant null), with the backups each rests on. */
  readonly ways?: readonly { readonly variant: string | null; readonly backups: readonly { readonly id: string; readonly everySeconds: number }[] }[];
  readonly beacon: { readonly everySeconds: number; readonly fastEverySeconds: number };
  readonly people: { readonly operator: string | null; readonly approver: string | null; readonly reviewer: string | null; readonly declareAfterSeconds: number; readonly noticeWithinSeconds: number };
  readonly engines: readonly { readonly name: string; readonly version: string; readonly how: string }[];
  readonly notExercised: readonly { readonly what: string; readonly why: string }[];
  /** The resolved config without secrets, so that a record can repeat itself. */
  readonly config: unknown;
}

/** One line of `beacons/<store>.ndjson`: `sent` before the write, `acked` or `failed` after it. */
export type BeaconLine =
  | { readonly kind: 'sent'; readonly series: string; readonly seq: number; readonly at: string }
  /** `committedAt`: the store's own commit time, where it tells one. */
  | { readonly kind: 'acked'; readonly series: string; readonly seq: number; readonly at: string; readonly committedAt?: string }
  | { readonly kind: 'failed'; readonly series: string; readonly seq: number; readonly at: string; readonly sure: boolean; readonly code: string };
