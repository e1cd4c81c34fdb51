import type { Clock } from '#contract/clock';
import type { BeaconLine } from '#contract/events';
import { configSchema, type ResolvedConfig } from '#contract/config.schema';
import type { Families } from '#contract/modules';
import type { Runbook, RunbookStep } from '#contract/runbook';
import { virtualClock } from '#kit/virtual-clock';
import { isoMicros, microsOf } from '#kit/time';
import type { DrillInput } from '../drill-input.ts';
import type { DrillEnd } from '../run-drill.ts';
import { runDrill } from '../run-drill.ts';
import { modelDisk, modelRecord, type ModelDisk } from './model-record.ts';
import { modelFamilies } from './model-families.ts';
import { ModelWorld } from './model-world.ts';

/** When the worlds of the model begin, and when their drills do. */
export const MODEL_BEGINNING = '2026-03-01T00:00:00.000000Z';
const MODEL_START = '2026-03-03T12:00:00.000000Z';

/** A world, a disk and a clock that outlive the harness: what a kill leaves behind. */
export interface ModelSite {
  readonly world: ModelWorld;
  readonly disk: ModelDisk;
  readonly families: Families;
  nowMicros: number;
  lease: string | null;
  history: BeaconLine[];
}

/** Two days of history: hourly data and beacons, daily copies. */
export function modelSite(): ModelSite {
  const world = new ModelWorld(MODEL_BEGINNING);
  const site: ModelSite = { world, disk: modelDisk(), families: modelFamilies(world), nowMicros: microsOf(MODEL_START), lease: null, history: [] };
  site.history.push(...liveIn(world));
  return site;
}

/** Lets two days pass in a world: hourly data, a mark every ten minutes. The marks are given back as the ledger of history. */
export function liveIn(world: ModelWorld): readonly BeaconLine[] {
  const history: BeaconLine[] = [];
  let micros = microsOf(MODEL_BEGINNING);
  const clock = { ...virtualClock(micros), nowMicros: () => micros, nowIso: () => isoMicros(micros) };
  for (let seq = 1; micros < microsOf(MODEL_START); seq += 1, micros += 600e6) {
    world.put(clock, `beacon/history/${seq}`, 'x');
    if (seq % 6 === 0) world.put(clock, `data/${seq}`, `value ${seq}`);
    history.push({ kind: 'sent', series: 'history', seq, at: clock.nowIso() }, { kind: 'acked', series: 'history', seq, at: clock.nowIso() });
  }
  return history;
}

export interface Attempt {
  readonly outcome: 'ended' | 'killed';
  readonly end: DrillEnd | null;
  readonly clock: Clock;
}

export interface AttemptOptions {
  /** Kills the harness at this crash point (counted from 1). */
  readonly killAt?: number;
  readonly points?: string[];
  readonly first?: AbortController;
  readonly second?: AbortController;
  readonly onPoint?: (n: number, name: string) => void;
  readonly input?: Partial<DrillInput>;
}

/** One life of the harness on a site: runs or resumes the drill until it ends or is killed. */
export async function attempt(site: ModelSite, options: AttemptOptions = {}): Promise<Attempt> {
  const clock = virtualClock(site.nowMicros);
  const death = Promise.withResolvers<'killed'>();
  let n = 0;
  const crash = async (name: string): Promise<void> => {
    n += 1;
    options.points?.push(name);
    options.onPoint?.(n, name);
    if (n !== options.killAt) return;
    death.resolve('killed');
    await new Promise<never>(() => undefined);
  };
  const work = runDrill({ ...inputFor(site, clock, options), crash });
  const done = await Promise.race([work, death.promise]);
  site.nowMicros = clock.nowMicros() + (done === 'killed' ? 30e6 : 0);
  return done === 'killed' ? { outcome: 'killed', end: null, clock } : { outcome: 'ended', end: done, clock };
}

function inputFor(site: ModelSite, clock: Clock, options: AttemptOptions): DrillInput {
  const config = modelConfig();
  return {
    scenario: { id: 'model-loss', title: 'The model store is wiped', why: 'test', threat: 'DR-T1', claims: [], stores: ['DR-S5'], runbook: 'x.md', failback: null, faults: [{ uses: 'model.wipe', with: {} }], objectives: null, variants: [], ways: {}, mutations: [], declaredGaps: [], file: 'model', runbookPath: 'model.md', failbackPath: null },
    runbook: MODEL_RUNBOOK,
    failback: null,
    config,
    variant: null,
    mutation: null,
    attended: false,
    started: startedOf(config),
    clock,
    targets: { kind: 'sandbox', access: () => { throw new Error('the model has no AWS'); }, proveIdentity: async (principal) => ({ principal, account: '111111111111', arn: `arn:aws:sts::111111111111:assumed-role/${principal}/x` }), control: null, clock },
    record: modelRecord(site.disk, clock),
    progress: { fact: () => undefined, say: () => undefined, beacons: () => undefined },
    families: site.families,
    lease: leaseOf(site),
    people: { mark: async () => null, step: async () => null },
    shell: { run: async () => ({ exitCode: 0, stdout: '', stderr: '' }) },
    journeys: null,
    load: null,
    ownChecks: null,
    detection: null,
    writes: async function* () { yield* []; },
    history: async function* () { yield* site.history; },
    stop: { first: (options.first ?? new AbortController()).signal, second: (options.second ?? new AbortController()).signal },
    stopped: async () => null,
    ...(site.disk.events.length > 0 ? { resumed: { by: 'test', tornBytes: 0 } } : {}),
    ...options.input,
  };
}

function leaseOf(site: ModelSite): DrillInput['lease'] {
  const mine = (token: string): void => { if (site.lease !== null && site.lease !== token) throw new Error(`the lease is held by ${site.lease}`); };
  return {
    take: async ({ token }) => { mine(token); site.lease = token; return { until: MODEL_START }; },
    check: async (token) => mine(token),
    release: async (token) => { mine(token); site.lease = null; },
  };
}

/** A step of a model's runbook. */
export function step(n: number, uses: string, extra: Partial<RunbookStep> = {}): RunbookStep {
  return { n, title: uses, line: n, uses, with: {}, as: null, lane: null, after: [], release: false, manual: null, shell: null, ...extra };
}

export const MODEL_RUNBOOK: Runbook = {
  path: 'model.md', sha256: '0'.repeat(64), title: 'Model', text: '', unbound: [],
  steps: [
    step(1, 'manual', { manual: { role: 'on-call engineer', expected: 'PT5M', confirm: 'decided' } }),
    step(2, 'model.find-copy', { as: 'copy' }),
    step(3, 'model.recreate'),
    step(4, 'model.copy-back'),
    step(5, 'check', { with: { probe: 'model.matches-copy' }, release: true }),
    step(6, 'model.re-point'),
  ],
};

/** The model's config; one store with daily copies. */
export function modelConfig(): ResolvedConfig {
  return configSchema.parse({
    platform: {
      name: 'model', claims: [], threats: [],
      stores: [{ id: 'DR-S5', service: 's3', title: 'store', holds: 'things', account: 'platform', region: 'us-west-2', resource: 'live', pointer: '/model', backups: [{ id: 'copy', kind: 's3-copy', title: 'copy', account: 'backup', region: 'us-west-2', resource: 'copy', log: '_copies/', schedule: 'cron(0 2 * * ? *)', every: 'P1D', retention: 'P60D' }] }],
    },
    objectives: [{ source: 'documented', rto: 'PT4H', rpo: 'P1D', why: 'x' }, { source: 'house', rto: 'PT4H', rpo: 'PT4H', why: 'x' }],
    accounts: { platform: { id: '111111111111', alias: 'a' }, backup: { id: '222222222222', alias: 'b' }, recovery: { id: '333333333333', alias: 'c' } },
    regions: { primary: 'us-west-2', recovery: 'us-east-2', global: 'us-east-1' },
    guards: { allowAccounts: ['111111111111'], blockAccounts: ['999999999999'], optInTag: { key: 'k', value: 'v' } },
    harness: { leaseBucket: 'lease', safetyBucket: 'safety' },
    beacons: { every: 'PT10M', fastEvery: 'PT1M', fastFor: 'PT5M' },
  });
}

/** What a run of the model says of itself. */
export function startedOf(config: ResolvedConfig): DrillInput['started'] {
  return {
    number: 1, id: '0001-model-loss', scenario: 'model-loss', title: 'The model store is wiped', threat: 'DR-T1', claims: [], variant: null, mutation: null, attended: false,
    realStartedAt: MODEL_START, command: ['redrill', 'run', 'model-loss'], version: '0', commit: null, dirty: null, seed: 'model',
    target: { kind: 'sandbox', pace: 'fast', accounts: { platform: '111111111111' }, regions: { primary: 'us-west-2' } },
    objectives: config.objectives.map(({ source, rto, rpo }) => ({ source, rto, rpo, rtoSeconds: 14_400, rpoSeconds: rpo === 'P1D' ? 86_400 : 14_400 })),
    stores: [{ id: 'DR-S5', service: 's3', title: 'store', resource: 'live', scheduleEverySeconds: 86_400, declaredGaps: [] }],
    beacon: { everySeconds: 600, fastEverySeconds: 60 },
    people: { operator: null, approver: null, reviewer: null, declareAfterSeconds: 900, noticeWithinSeconds: 0 },
    engines: [], notExercised: [], config: {},
  };
}
