import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { microsOf } from '#kit/time';
import { newestCompleted } from '#stores/s3/copy-log';
import { copyOf } from '#stores/s3/copy-of';
import { readCopyLogs } from '#stores/s3/read-copy-logs';
import { withStore } from '#stores/s3/with-s3';
import { incidentStart } from './incident-start.ts';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/** Finds the newest copy of the platform's own schedule that had completed before the incident began. */
export const findCleanCopy: StepModule<Args> = { id: 's3.find-clean-copy', with: args, marks: 'decide', effects: [], run };

async function run(context: DrillContext, { store }: Args): Promise<StepResult> {
  const backup = copyOf(context.store(store));
  const began = incidentStart(context);
  const { copies } = await withStore(context.targets.access('drill-restorer', backup.region), (s3) => readCopyLogs(s3, backup.resource, backup.log));
  const clean = newestCompleted(copies.map(({ log }) => log), microsOf(began), microsOf);
  if (clean === null || clean.completedAt === null) {
    throw new RedrillError('restore.no-clean-copy', `none of the ${copies.length} copies logged in ${backup.resource} completed before ${began}: there is nothing clean to restore ${store} from`, { actor: 'platform' });
  }
  return { outputs: { bucket: backup.resource, startedAt: clean.startedAt, asOf: clean.completedAt, objects: clean.objects, bytes: clean.bytes, copiesSince: copies.filter(({ log }) => microsOf(log.startedAt) >= microsOf(began)).length } };
}
