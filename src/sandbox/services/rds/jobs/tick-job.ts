import { EngineFailure } from '../engine/db-engine.ts';
import type { Instance, InstanceStatus } from '../model.ts';
import { note } from '../notes.ts';
import { DAY_MICROS, TICK_MICROS } from '../times.ts';
import { noFinish, type JobKind, type JobScope } from './job-kind.ts';

/** States in which the server runs. */
export const SERVING: ReadonlySet<InstanceStatus> = new Set<InstanceStatus>(['available', 'backing-up', 'modifying', 'resetting-master-credentials', 'renaming']);

const RECOVERABLE_MICROS = 7 * DAY_MICROS;

/** Every five minutes of drill time: the key of the storage is looked at, a server that is down is started, and the log is shipped. */
export const tickJob: JobKind = {
  work: async (scope) => {
    const { state, job } = scope;
    const instance = state.instance(job.ref);
    if (!instance) return null;
    if ((await keyIsUsable(scope, instance)) && SERVING.has(instance.status)) {
      await startIfDown(scope, instance);
      await ship(scope, instance);
    }
    return { next: 'again', atMicros: lastRound(scope) + TICK_MICROS };
  },
  finish: noFinish,
  failed: ({ context, state, job }, message) => {
    context.log(`rds: the five-minute round of ${job.ref} failed: ${message}`);
    if (state.instance(job.ref)) state.jobs.add({ kind: 'tick', ref: job.ref, at: context.time.nowMicros() + TICK_MICROS });
  },
};

/** A server that failed to come up again is tried in every round, because clients are told that the instance serves. */
async function startIfDown({ context, engine }: JobScope, instance: Instance): Promise<void> {
  if (engine.isUp(instance.ref)) return;
  try {
    await engine.start(instance.ref);
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    // the next round tries again; an end of this one would end shipping and the look at the key as well
    context.log(`rds: the server of ${instance.name} does not start: ${error.message}`);
  }
}

/** Also where backups are off: the server keeps its log until it is shipped, and of the archive only the newest base copy and its log stay. */
async function ship(scope: JobScope, instance: Instance): Promise<void> {
  const { context, engine } = scope;
  try {
    // one that comes late ships as the last of those that it stands for would have
    await engine.ship(instance.ref, lastRound(scope));
    if (instance.settings.backupRetentionDays === 0) engine.expire(instance.ref, context.time.nowMicros());
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    // the instance goes on; that its latest restorable time stands still is all that RDS shows of it too
    context.log(`rds: the log of ${instance.name} was not shipped: ${error.message}`);
  }
}

/** The last moment of a round up to now. */
function lastRound({ context, job }: JobScope): number {
  return job.at + Math.max(0, Math.floor((context.time.nowMicros() - job.at) / TICK_MICROS)) * TICK_MICROS;
}

/** Without its key an instance is stopped, recoverable for seven days and then for good only from its backups. */
async function keyIsUsable({ context, state, engine }: JobScope, instance: Instance): Promise<boolean> {
  const { keyArn } = instance.settings;
  const problem = keyArn === null ? null : context.keys.problem(keyArn, 'decrypt', null);
  const now = context.time.nowMicros();
  if (instance.status === 'inaccessible-encryption-credentials-recoverable') {
    if (problem && instance.trouble && now - instance.trouble.sinceMicros > RECOVERABLE_MICROS) state.change(() => state.edit(instance.ref, () => ({ status: 'inaccessible-encryption-credentials' })));
    return false;
  }
  if (!problem || !SERVING.has(instance.status)) return problem === null;
  await engine.stop(instance.ref, 'fast');
  const message = `The KMS key ${keyArn} cannot be used: ${problem.message}`;
  state.change(() => {
    state.edit(instance.ref, () => ({ status: 'inaccessible-encryption-credentials-recoverable', trouble: { message, sinceMicros: now } }));
    note(context, 'db-instance', instance, { message, categories: ['failure', 'security'] });
  });
  return false;
}
