import { MINUTE_MICROS, DAY_MICROS, nextBackup } from '../times.ts';
import { beginAutomatedSnapshot } from './become-ready.ts';
import { dropAutomatedSnapshots } from './end-backups.ts';
import { noFinish, type JobKind } from './job-kind.ts';

const RETRY_MICROS = 5 * MINUTE_MICROS;
const PATIENCE_MICROS = 120 * MINUTE_MICROS;

/** The automated snapshot of a day, in the backup window; what is older than the retention period goes. A busy instance is tried again, a stopped one has none that day. */
export const dailyJob: JobKind = {
  work: (scope) => {
    const { context, state, engine, job } = scope;
    const instance = state.instance(job.ref);
    if (!instance || instance.settings.backupRetentionDays === 0) return null;
    const now = context.time.nowMicros();
    const busy = instance.status !== 'available';
    if (busy && instance.status !== 'stopped' && now - lastWindow(instance.settings.backupWindow, now) < PATIENCE_MICROS) return { next: 'again', atMicros: now + RETRY_MICROS };
    const kept = now - instance.settings.backupRetentionDays * DAY_MICROS;
    state.change(() => {
      if (!busy) beginAutomatedSnapshot(scope, instance, null);
      dropAutomatedSnapshots({ state, engine }, job.ref, kept);
      engine.expire(job.ref, kept);
    });
    return { next: 'again', atMicros: nextBackup(instance.settings.backupWindow, now) };
  },
  finish: noFinish,
  failed: ({ context, state, job }, message) => {
    context.log(`rds: the daily backup of ${job.ref} failed: ${message}`);
    const instance = state.instance(job.ref);
    if (instance) state.jobs.add({ kind: 'daily', ref: job.ref, at: nextBackup(instance.settings.backupWindow, context.time.nowMicros()) });
  },
};

function lastWindow(window: string, nowMicros: number): number {
  return nextBackup(window, nowMicros) - DAY_MICROS;
}
