import type { ZodType } from 'zod';
import type { Clock, NumberClass } from './clock.ts';
import type { TargetsPort } from './aws.ts';
import type { ResolvedConfig, StoreConfig } from './config.schema.ts';
import type { Runbook } from './runbook.ts';
import type { Dependency, IntegrityReading, Posture, PostureComparator, RecoveryPointFact, SeriesRanges, StepMark, TargetRef, WitnessReading } from './events.ts';

/** Where a store is at the moment: config first, then what restore steps create and re-point. */
export interface Binding {
  readonly store: string;
  readonly account: string;
  /** Where the store serves now; `StoreConfig.region` is its home. They differ while a recovery has taken it to another region. */
  readonly region: string;
  /** Name of the live resource (for S3 the bucket). */
  readonly resource: string;
  /** SSM parameter through which the platform finds it. */
  readonly pointer: string;
}

/** One change of the world, journalled before and after. Ids are stable across resumes: `<phase>/<step>/<name>`. */
export interface Effect<T> {
  readonly id: string;
  readonly what: string;
  /** Destructive effects re-read lease, stop lever and limits just before they act. */
  readonly destructive: boolean;
  /** Looks whether it has happened already (after a crash or a lost response). `undefined`: not done, or only partly. */
  probe(): Promise<T | undefined>;
  /** Acts. Must be safe to repeat when `probe` said undefined. `token` is an idempotency token stable across resumes. */
  act(token: string): Promise<T>;
}

/** What the journal knows of one effect. Begun and not done: it may have happened all the same (a kill, a lost answer). */
export interface BegunEffect {
  readonly id: string;
  readonly done: boolean;
  /** What `act` or `probe` gave; undefined until it is done. */
  readonly result: unknown;
}

/** What every fault, step, probe, beacon and mutation is handed. Timeouts, retries of whole steps and journalling are the conductor's. */
export interface DrillContext {
  readonly clock: Clock;
  readonly targets: TargetsPort;
  readonly config: ResolvedConfig;
  readonly run: {
    readonly id: string;
    readonly number: number;
    readonly seed: string;
    readonly folder: string;
    /** Keeps names that a run gives in an account apart from those of a namesake in another results folder. */
    readonly token?: string;
    /** What this run breaks, so that a look at backups can tell whether they go with it. */
    readonly faults?: readonly { readonly uses: string; readonly with: Readonly<Record<string, unknown>> }[];
  };
  readonly signal: AbortSignal;
  store(id: string): StoreConfig;
  binding(store: string): Binding;
  /** The restored resource that checks read before the pointer is moved; the binding itself when there is none. */
  candidate(store: string): Binding;
  /** The moment the fault took effect (T0.earliest), ISO; null before it. */
  readonly struckAt: string | null;
  /** Journalled, resumable change of the world. */
  effect<T>(effect: Effect<T>): Promise<T>;
  /** The effects that this run has begun so far, oldest first, as its journal tells them. */
  effects(): readonly BegunEffect[];
  /** Does `work`, then sleeps until the modelled duration of this amount has passed (pace `fast` only). */
  modelled<T>(model: ModelId, amount: { readonly objects: number; readonly bytes: number }, work: () => Promise<T>): Promise<T>;
  /** Where users reach the platform; null while nothing says so. Absent where nobody can be asked. */
  serviceUrl?(): URL | null;
  /** A line for the live timeline; not a fact. */
  say(text: string): void;
}

export type ModelId = 's3-copy' | 's3-delete' | 's3-undelete' | 's3-read' | 's3-control' | 's3-replication' | 'rds-create' | 'rds-delete' | 'rds-modify' | 'rds-reboot' | 'rds-snapshot' | 'rds-restore' | 'rds-pitr' | 'pg-read' | 'backup-start' | 'backup-rds' | 'backup-s3' | 'backup-copy' | 'restore-s3'
  | 'dynamodb-control' | 'dynamodb-delete' | 'dynamodb-backup' | 'dynamodb-restore' | 'dynamodb-read' | 'backup-dynamodb'
  | 'efs-control' | 'efs-delete-files' | 'efs-move' | 'efs-read' | 'backup-efs' | 'restore-efs'
  | 'ebs-control' | 'ebs-snapshot' | 'ebs-initialise' | 'ebs-read' | 'backup-ebs' | 'restore-ebs'
  | 'opensearch-create' | 'opensearch-control' | 'opensearch-reindex' | 'opensearch-snapshot' | 'opensearch-restore' | 'opensearch-read';

export interface FaultModule<A = never> {
  readonly id: string;
  readonly service: string;
  readonly nature: 'destructive' | 'reversible';
  readonly args: ZodType<A>;
  /** What would be destroyed, by looking only. An empty list refuses the run. */
  targets(context: DrillContext, args: A): Promise<readonly TargetRef[]>;
  inject(context: DrillContext, args: A): Promise<void>;
  /**
   * One look from a user's side: is what the fault breaks broken? Null when the look itself failed. `harmed`: not broken yet, but some of
   * the plan's samples are gone already, so this was no good look any more.
   */
  observe(context: DrillContext, args: A, sample: readonly string[]): Promise<{ readonly broken: boolean | null; readonly harmed?: boolean; readonly detail: string }>;
  /** Reversible faults only; runs first in put-back. */
  undo?(context: DrillContext, args: A): Promise<void>;
  /** The region that goes with it: backups that lie there serve nobody. Absent where the fault leaves the region alone. */
  strikesRegion?(args: A): string;
  /** Where no way back was carried out: leads users to where they were before, as they were. Runs after `undo`. */
  sendHome?(context: DrillContext, args: A): Promise<void>;
  /** What the recovery from it needs, and where that lies. By looking only. */
  dependencies?(context: DrillContext, args: A): Promise<readonly Dependency[]>;
}

export interface StepResult {
  readonly outputs: Readonly<Record<string, unknown>>;
  /** A restored resource that later checks read and `re-point` promotes. */
  readonly binds?: { readonly store: string; readonly resource: string };
  /** Re-point steps: the candidate becomes the binding. */
  readonly promotes?: { readonly store: string };
  /** Fail-over and failback: from here on these stores are restored, looked for and used in this region. */
  readonly relocates?: { readonly region: string; readonly stores: readonly string[] };
  /** Of a sabotaged step: what it spoilt, by the names that the comparison of content uses. */
  readonly spoilt?: readonly string[];
}

export interface StepModule<W = never> {
  readonly id: string;
  readonly with: ZodType<W>;
  readonly marks: StepMark;
  /** The kinds of change it makes, in words, for `plan` and IAM. */
  readonly effects: readonly string[];
  run(context: DrillContext, args: W): Promise<StepResult>;
}

/** What a check found. `unknown` never counts as pass. */
export interface ProbeReading {
  readonly result: 'pass' | 'fail' | 'unknown';
  readonly detail: string;
  readonly data?: unknown;
}

/** A check a runbook can bind to (`uses: check`, `with: {probe: <id>}`). */
export interface ProbeModule<W = never> {
  readonly id: string;
  readonly with: ZodType<W>;
  run(context: DrillContext, args: W): Promise<ProbeReading>;
  /**
   * The same check on input known to be bad: must not say pass. Runs in the baseline; changes nothing.
   * Arguments that refer to outputs of earlier steps are absent here.
   */
  negativeControl(context: DrillContext, args: W): Promise<ProbeReading>;
}

/** Settings of a store's resource as a comparable document. */
export interface PostureProbe {
  readonly service: string;
  readonly comparators: Readonly<Record<string, PostureComparator>>;
  read(context: DrillContext, binding: Binding): Promise<Posture>;
}

export interface ManifestInfo {
  readonly file: string;
  readonly sha256: string;
  readonly rows: number;
  readonly bytes: number;
  readonly frozenAt: string;
  readonly complete: boolean;
}

/** A write the platform itself acknowledged, from its write ledger. */
export interface PlatformWrite {
  readonly store: string;
  readonly at: string;
  readonly op: 'put' | 'delete';
  readonly name: string;
  readonly sha256: string | null;
  readonly sizeBytes: number | null;
  /** SHA-256 of what was there before, null for nothing; absent in ledgers of stores that keep their own history (S3 versions). */
  readonly before?: string | null;
  /** Epoch seconds after which DynamoDB may delete what was written, and what was there before, by itself; null: never. Absent: the ledger does not say. */
  readonly expires?: number | null;
  readonly expiresBefore?: number | null;
}

/** Expected content of a store and the audit of what came back, at memory flat in the number of things. */
export interface ContentProbe {
  readonly service: string;
  /** Writes `manifests/<store>.ndjson` into the run's folder: the store's content with as much history as it can tell. */
  takeManifest(context: DrillContext, binding: Binding): Promise<ManifestInfo>;
  /** Compares what is there with expected(R). `r` null: nothing stable came back, compares with the newest point's creation. */
  compare(context: DrillContext, input: CompareInput): Promise<IntegrityReading>;
  /** `compare` on an expectation that is known to be wrong (one name added, one digest flipped): must report a difference. */
  negativeControl(context: DrillContext, binding: Binding, manifest: ManifestInfo): Promise<{ readonly saidYes: boolean; readonly detail: string }>;
}

export interface CompareInput {
  readonly binding: Binding;
  readonly manifest: ManifestInfo;
  readonly r: string;
  readonly struckAt: string;
  readonly writes: AsyncIterable<PlatformWrite>;
  /** R of every store of the run that has one: what one store has to follow is another's recovered moment. */
  readonly moments?: ReadonlyMap<string, string>;
}

export interface BeaconModule {
  readonly service: string;
  /**
   * Writes one mark. Resolves when the store acknowledged it, with the store's own commit time (drill time, ISO) where it tells one;
   * throws with `sure: true` when it certainly was not kept.
   */
  write(context: DrillContext, binding: Binding, mark: { readonly series: string; readonly seq: number; readonly sentAt: string }): Promise<{ readonly committedAt: string } | void>;
  /** Gives back what `write` keeps open between marks; called when the writer stops. */
  rest?(context: DrillContext, binding: Binding): Promise<void>;
  read(context: DrillContext, binding: Binding): Promise<BeaconReading>;
}

export interface BeaconReading {
  readonly found: readonly SeriesRanges[];
  readonly duplicated: number;
  readonly unknownNames: number;
  readonly complete: boolean;
}

/** The recovery points that the platform's own schedule made, with the beacons each really holds. */
export interface PointsProbe {
  readonly service: string;
  /** `moment` baseline: may watch for some minutes of drill time, to see how far a continuous point lags behind. */
  read(context: DrillContext, store: StoreConfig, moment: 'baseline' | 'end'): Promise<{ readonly points: readonly RecoveryPointFact[]; readonly complete: boolean; readonly outsideBlastRadius: boolean; readonly watchedUntil?: string }>;
}

/** Does the service work for a user: reads and writes through the pointer. */
export interface CanaryProbe {
  readonly service: string;
  run(context: DrillContext, store: StoreConfig): Promise<ProbeReading>;
}

/** Programs that share no code with redrill and are asked about a recovered store; one that is not there says so. */
export interface WitnessProbe {
  readonly service: string;
  /** Before anything is broken: what they will compare with. */
  keep(context: DrillContext, binding: Binding): Promise<void>;
  look(context: DrillContext, binding: Binding): Promise<readonly WitnessReading[]>;
}

/** The harness's own copy of a store, taken before a destructive fault and only used by put-back. */
export interface SafetyCopy {
  readonly service: string;
  make(context: DrillContext, binding: Binding): Promise<{ readonly where: string; readonly count: number; readonly bytes: number; readonly verified: boolean }>;
  /** Brings the store back to the safety copy (content, settings, pointer). Idempotent. */
  restore(context: DrillContext, store: StoreConfig): Promise<void>;
  /** Deletes the copy once it is no longer needed. Idempotent. */
  discard(context: DrillContext, store: StoreConfig): Promise<void>;
  /** Exact shell commands a person could run when `restore` fails. */
  byHand(context: DrillContext, store: StoreConfig): readonly string[];
}

/** Everything redrill knows of one service; one line per family in the tables. */
export interface ServiceModules {
  readonly service: string;
  /** How long its backup and its documented restore are modelled to take, for the prediction that the measurement is held against. */
  readonly models: { readonly backup: ModelId; readonly restore: ModelId };
  readonly posture: PostureProbe;
  readonly content: ContentProbe;
  readonly points: PointsProbe;
  readonly canary: CanaryProbe;
  /** Absent for services without an independent program. */
  readonly witnesses?: WitnessProbe;
  readonly beacons: BeaconModule;
  readonly safetyCopy: SafetyCopy;
  /** The other store of a run that the recovery brought this one in line with: where that one is put back from its copy, this one must be too. Null: none. */
  inLineWith?(context: Pick<DrillContext, 'effects'>, store: StoreConfig): string | null;
  /** The resource that the store's pointer names now; null when there is no pointer. An earlier recovery may have moved it. */
  resolve(context: DrillContext, store: StoreConfig): Promise<string | null>;
}

export interface MutationModule {
  readonly id: string;
  readonly service: string;
  readonly kind: 'backup' | 'restore' | 'check';
  readonly title: string;
  readonly expect: { readonly verdict: 'fail-objective' | 'fail-integrity' | 'fail-not-recovered' | 'inconclusive'; readonly reasonCode: string };
  /** kind backup: sabotages before the strike (through ctx.effect). */
  sabotage?(context: DrillContext, store: StoreConfig): Promise<string>;
  /** kind backup: makes the backups whole again in put-back (the next scheduled copy may do part of it). Idempotent. */
  undo?(context: DrillContext, store: StoreConfig): Promise<void>;
  /** Why it has nothing to spoil where these backups serve, as one sentence; null where it applies. Asked before anything is opened. */
  unfit?(store: StoreConfig): string | null;
  /** kind restore: runs around the named step of the runbook; of several, around the one that the document has. */
  readonly step?: string | readonly string[];
  around?(context: DrillContext, store: StoreConfig, run: () => Promise<StepResult>): Promise<StepResult>;
  /** kind restore: the document as somebody follows it who does not do what it says. */
  wrapRunbook?(runbook: Runbook): Runbook;
  /** kind check: wraps what the named part sees. */
  wrapClock?(clock: Clock): Clock;
  wrapService?(modules: ServiceModules): ServiceModules;
  wrapProbe?(probe: ProbeModule<unknown>): ProbeModule<unknown>;
}

/** A variant changes the disaster: prepared before the strike or set on the control port. */
export interface VariantModule {
  readonly id: string;
  readonly scenario: string;
  readonly title: string;
  /** At the end of the preparation: makes the account the one that this variant is about. Journalled; `undo` takes it back. */
  arrange?(context: DrillContext, store: StoreConfig): Promise<string>;
  /** Before the strike (after the baseline). */
  prepare?(context: DrillContext, store: StoreConfig): Promise<string>;
  /** Right after the fault is observed. */
  afterStrike?(context: DrillContext, store: StoreConfig): Promise<string>;
  readonly people?: { readonly declareAfter?: string; readonly noticeWithin?: string };
  undo?(context: DrillContext, store: StoreConfig): Promise<void>;
}

/** The tables that `cli` and `index.ts` wire together; the conductor knows only this. */
export interface Families {
  readonly services: ReadonlyMap<string, ServiceModules>;
  readonly faults: ReadonlyMap<string, FaultModule<unknown>>;
  readonly steps: ReadonlyMap<string, StepModule<unknown>>;
  readonly probes: ReadonlyMap<string, ProbeModule<unknown>>;
  /** By `<service>/<id>`: services have sabotages of the same name. */
  readonly mutations: ReadonlyMap<string, MutationModule>;
  /** By `<scenario>/<id>`. */
  readonly variants: ReadonlyMap<string, VariantModule>;
}

/** A duration model of AWS behaviour: published floors and rates with source and confidence. */
export interface DurationModel {
  readonly id: ModelId;
  readonly perObjectPerSecond: number | null;
  readonly bytesPerSecond: number | null;
  readonly floorSeconds: number;
  readonly source: string;
  readonly confidence: 'published' | 'derived' | 'assumption';
  readonly class: NumberClass;
}
