import { join } from 'node:path';
import type { BeaconLine } from '#contract/events';
import type { Binding, DrillContext, ManifestInfo, PlatformWrite, ServiceModules } from '#contract/modules';
import { randomToken } from '#kit/ids';
import { RedrillError } from '#kit/redrill-error';
import { monoMicros, secondsBetween } from '#kit/time';
import { restoreMetadata } from '#stores/backup/restore-metadata';
import { awaitRestoreJob, startRestoreJob } from '#stores/backup/run-restore-job';
import type { RestoreFact } from '../facts.ts';
import { reasonOf } from '../gather/look.ts';
import type { Chosen } from './choose-points.ts';
import { compareRestored } from './compare-restored.ts';
import type { Compared } from './compare-restored.ts';
import { note } from './journal.ts';
import type { Intent } from './journal.ts';
import { TRIALS } from './trials.ts';
import { trialName } from './trial.ts';
import type { Trial, TrialRoom } from './trial.ts';

export interface RestoreInput {
  readonly context: DrillContext;
  readonly services: ReadonlyMap<string, ServiceModules>;
  readonly chosen: readonly Chosen[];
  /** Journal of what is made, below the audit's folder. */
  readonly journal: string;
  /** Name of the role that AWS Backup acts as. */
  readonly role: string;
  /** Days for which a bucket keeps older versions; null: for good. What is older cannot be compared. */
  versionDays(bucket: string): number | null;
  history(store: string): AsyncIterable<BeaconLine>;
  writes(): AsyncIterable<PlatformWrite>;
  say(text: string): void;
}

/** Where the journal lies in an audit's folder. */
const JOURNAL = 'restores.ndjson';

export function journalIn(folder: string): string {
  return join(folder, JOURNAL);
}

/** Restores each point beside its store, compares what came back with what was there then, and takes it away again. */
export async function restorePoints(input: RestoreInput): Promise<readonly RestoreFact[]> {
  const manifests = new Map<string, ManifestInfo>();
  const facts: RestoreFact[] = [];
  for (const [n, chosen] of input.chosen.entries()) facts.push(await restoreOne(input, { n, chosen, manifests }));
  return facts;
}

interface One {
  readonly n: number;
  readonly chosen: Chosen;
  readonly manifests: Map<string, ManifestInfo>;
}

async function restoreOne(input: RestoreInput, one: One): Promise<RestoreFact> {
  const { n, chosen: { store, point, ageDays } } = one;
  const began = monoMicros();
  const fact = { kind: 'restore', id: `restore/${n + 1}/${store.store}`, account: store.account, region: store.region, store: store.store, point: point.arn, pointCreatedAt: point.createdAt, ageDays } as const;
  const done = (rest: Pick<RestoreFact, 'outcome' | 'detail' | 'restoreSeconds' | 'compared' | 'marks'>): RestoreFact => ({ ...fact, ...rest, workSeconds: (monoMicros() - began) / 1_000_000 });
  const failed = (detail: string): RestoreFact => done({ outcome: 'failed', detail, restoreSeconds: null, compared: null, marks: null });
  const trial = TRIALS.get(store.service);
  if (trial === undefined || store.resource === null) return failed(`points of ${store.service} are not restored by an audit`);
  input.say(`restoring ${store.store} from its point of ${point.createdAt} (${Math.round(ageDays)} days old)`);
  try {
    const { seconds, compared } = await carryOut(input, one, trial);
    return done({ ...compared, restoreSeconds: seconds });
  } catch (error) {
    if (input.context.signal.aborted || (error instanceof RedrillError && error.exitCode === 5)) throw error;
    return failed(reasonOf(error));
  }
}

async function carryOut(input: RestoreInput, { n, chosen, manifests }: One, trial: Trial): Promise<{ readonly seconds: number; readonly compared: Compared }> {
  const { context, journal } = input;
  const { store, point } = chosen;
  const room = roomOf(context, bindingOf(chosen));
  const intent = await intend(input, { n, chosen, trial, room });
  await note(journal, { kind: 'intended', ...intent });
  const { resource, ...made } = await make({ context, journal, room, trial, intent });
  try {
    await trial.ready(room, resource);
    return { seconds: made.seconds, compared: await compareRestored({ ...input, modules: modulesOf(input, store.service), live: room.live, restored: { ...room.live, resource }, point, warning: made.warning, manifests, versionDays: input.versionDays(room.live.resource), ageDays: chosen.ageDays }) };
  } finally {
    await trial.remove(room, resource);
    await note(journal, { kind: 'removed', n });
  }
}

interface Making {
  readonly context: DrillContext;
  readonly journal: string;
  readonly room: TrialRoom;
  readonly trial: Trial;
  readonly intent: Intent;
}

/** Asks for the job and waits for its end. What a failed one left is taken away; an interrupted one stays in the journal, for the next audit to sweep. */
async function make({ context, journal, room, trial, intent }: Making): Promise<{ readonly resource: string; readonly seconds: number; readonly warning: string | null }> {
  const asked = context.clock.nowIso();
  try {
    await trial.prepare?.(room, intent.name);
    const { createdArn, warning } = await awaitRestoreJob(context, room.restorer, await startRestoreJob(room.restorer, intent));
    const resource = resourceOf(createdArn, intent.name);
    await note(journal, { kind: 'made', n: intent.n, resource });
    return { resource, seconds: secondsBetween(asked, context.clock.nowIso()), warning };
  } catch (error) {
    if (context.signal.aborted) throw error;
    await trial.remove(room, intent.name);
    await note(journal, { kind: 'removed', n: intent.n });
    throw error;
  }
}

async function intend({ role }: RestoreInput, { n, chosen: { store, point }, trial, room }: { readonly n: number; readonly chosen: Chosen; readonly trial: Trial; readonly room: TrialRoom }): Promise<Intent> {
  const token = randomToken();
  const name = trialName(room.live.resource, token);
  const metadata = await trial.metadata(room, { fetched: await restoreMetadata(room.restorer, point.vault, point.arn), name, token });
  return { n, store: store.store, service: store.service, point: point.arn, account: store.account, region: store.region, name, token, roleArn: `arn:aws:iam::${store.account}:role/${role}`, metadata };
}

function modulesOf({ services }: RestoreInput, service: string): ServiceModules {
  const modules = services.get(service);
  if (modules === undefined) throw new RedrillError('audit.no-modules', `nothing here knows the service ${service}`);
  return modules;
}

function bindingOf({ store }: Chosen): Binding {
  return { store: store.store, account: store.account, region: store.region, resource: store.resource ?? '', pointer: '' };
}

/** The rooms in which points of a store are tried. */
export function roomOf(context: DrillContext, live: Binding): TrialRoom {
  const { pointer } = context.store(live.store);
  return { context, live: { ...live, pointer }, restorer: context.targets.access('drill-restorer', live.region), operator: context.targets.access('drill-operator', live.region) };
}

/** `arn:...:db:name`, `arn:...:table/name`, `arn:...:volume/vol-1`, `arn:aws:s3:::bucket`: what comes last. */
export function resourceOf(arn: string | null, name: string): string {
  return arn === null ? name : (arn.split(/[:/]/).at(-1) ?? name);
}
