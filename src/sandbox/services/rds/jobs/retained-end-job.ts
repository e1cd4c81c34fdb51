import { dropAutomatedSnapshots } from './end-backups.ts';
import { noFinish, type JobKind, type JobScope } from './job-kind.ts';

/** The retention period of a deleted instance's automated backups is over. */
export const retainedEndJob: JobKind = {
  work: (scope) => {
    scope.state.change(() => dropRetained(scope, scope.job.ref));
    return null;
  },
  finish: noFinish,
  failed: ({ context, job }, message) => context.log(`rds: the retained backups of ${job.ref} could not be removed: ${message}`),
};

/** Removes what is retained of a deleted instance: its automated snapshots and its archive. Inside a transaction. */
export function dropRetained({ state, engine }: Pick<JobScope, 'state' | 'engine'>, ref: string): void {
  dropAutomatedSnapshots({ state, engine }, ref, Number.POSITIVE_INFINITY);
  const backup = state.backup(ref);
  if (backup) state.backups.remove(backup);
  for (const job of state.jobs.of(ref)) if (job.kind === 'retained-end') state.jobs.remove(job.id);
  engine.dropArchive(ref);
}
