import { uuid } from '#kit/ids';
import type { AutomatedSnapshot } from '../automated-rows.ts';
import { pauseEnd } from '../pause-output.ts';
import { reachEngine } from '../reach-engine.ts';
import { HOUR_MICROS, nextHour, snapshotStamp } from '../times.ts';
import { unsavedOf } from '../unsaved.ts';
import type { JobKind, JobScope } from './job-kind.ts';
import { pruneStored, storeSnapshot } from './store-snapshot.ts';

/** Automated snapshots that are kept, and for how long (service guide, "managedomains-snapshots"). */
const MOST_KEPT = 336;
const KEPT_MICROS = 14 * 24 * HOUR_MICROS;

/**
 * An automated snapshot every full hour, once the domain has had data. An hour without a write shares the stored snapshot of the hour
 * before. One that fails is not in the list: the reason is told by `engine-status` of the control port, and written to the log once.
 */
export const hourlyJob: JobKind = {
  work: async (scope) => {
    const { context, state, job, domain } = scope;
    // no hour of a pause has anything to do; when the pause is changed, the job is called back
    const pausedUntil = pauseEnd(domain.settings, job.at);
    if (pausedUntil !== null) return { next: 'again', atMicros: nextHour(pausedUntil - 1) };
    const last = state.automated.last(domain.ref);
    const unsaved = unsavedOf(context.catalogue).count(domain.ref);
    if (job.at > (last?.at ?? 0) && (last !== null || unsaved > 0)) {
      if (last !== null && unsaved === 0) keep(scope, { ...last, at: job.at, ended: job.at + (last.ended - last.at), name: nameAt(job.at) });
      else await takeNew(scope);
    }
    // hours that passed while the sandbox was down had no snapshot, and are not made up for
    return { next: 'again', atMicros: nextHour(Math.max(job.at, context.time.nowMicros() - HOUR_MICROS)) };
  },
  finish: () => undefined,
};

async function takeNew(scope: JobScope): Promise<void> {
  const { context, state, job, domain } = scope;
  const unsaved = unsavedOf(context.catalogue);
  const name = nameAt(job.at);
  try {
    const access = await reachEngine(context, domain);
    unsaved.begin(domain.ref);
    await storeSnapshot(access, domain, name);
    state.change(() => {
      unsaved.taken(domain.ref);
      state.data.setFailure(domain.ref, '');
      keep(scope, { ref: domain.ref, at: job.at, name, stored: name, ended: Math.max(job.at, context.time.nowMicros()) });
    });
    await pruneStored(access, domain, state.automated.stored(domain.ref));
  } catch (error) {
    // the sandbox closes: the job is still due and runs again at the next start
    if (context.closing?.aborted === true) throw error;
    told(scope, error instanceof Error ? error.message : String(error));
  }
}

function keep({ state, job, domain }: JobScope, row: AutomatedSnapshot): void {
  state.change(() => {
    state.automated.add(row);
    state.automated.prune(domain.ref, job.at - KEPT_MICROS, MOST_KEPT);
  });
}

function told({ context, state, domain }: JobScope, reason: string): void {
  if (state.data.failure(domain.ref) !== reason) context.log(`opensearch: automated snapshots of ${domain.name} fail: ${reason}`);
  state.change(() => state.data.setFailure(domain.ref, reason));
}

function nameAt(micros: number): string {
  return `${snapshotStamp(micros)}.${uuid()}`;
}
