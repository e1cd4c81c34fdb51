import { regionFaultsOf } from '../../../regions/region-faults.ts';
import type { ReplicaMark } from '../engine/db-engine.ts';
import type { AutomatedBackup } from '../model.ts';
import { note } from '../notes.ts';
import { DAY_MICROS, TICK_MICROS } from '../times.ts';
import { noFinish, type JobKind, type JobScope } from './job-kind.ts';

/**
 * Every five minutes of drill time what the source had shipped five minutes ago arrives in the other region: so far behind is what can be restored
 * there. While the regions cannot reach each other nothing arrives. When the source instance is gone, or its backups are, what has arrived is retained for its own days.
 */
export const replicateJob: JobKind = {
  waits: ({ context, state, job }) => {
    const backup = state.backup(job.ref);
    return backup?.replicaOf ? regionFaultsOf(context.catalogue).holds(backup.replicaOf.region, backup.region) : false;
  },
  work: async (scope) => {
    const { context, state, engine, job } = scope;
    const backup = state.backup(job.ref);
    if (!backup?.replicaOf || backup.status === 'retained') return null;
    const source = state.instance(backup.replicaOf.ref);
    if (!source || source.status === 'deleting' || source.settings.backupRetentionDays === 0) {
      state.change(() => retainReplica(scope, backup));
      return null;
    }
    const until = (job.data['mark'] ?? null) as ReplicaMark | null;
    const mark = await engine.replicate(source.ref, backup.ref, { keyArn: backup.settings.keyArn, until });
    engine.expire(backup.ref, context.time.nowMicros() - backup.settings.backupRetentionDays * DAY_MICROS);
    const at = Math.max(job.at, context.time.nowMicros()) + TICK_MICROS;
    state.change(() => {
      // killed before this job was taken away, it comes again: there is one chain of rounds, not two
      for (const other of state.jobs.of(job.ref)) if (other.kind === 'replicate' && other.id !== job.id) state.jobs.remove(other.id);
      state.jobs.add({ kind: 'replicate', ref: job.ref, at, data: { mark } });
    });
    return null;
  },
  finish: noFinish,
  failed: ({ context, state, job }, message) => {
    context.log(`rds: the automated backups of ${job.ref} were not replicated: ${message}`);
    if (state.backup(job.ref)) state.jobs.add({ kind: 'replicate', ref: job.ref, at: context.time.nowMicros() + TICK_MICROS, data: job.data });
  },
};

/** Nothing more arrives; what is there lives for its retention period. Inside a transaction. */
export function retainReplica({ context, state }: Pick<JobScope, 'context' | 'state'>, backup: AutomatedBackup): void {
  const now = context.time.nowMicros();
  for (const job of state.jobs.of(backup.ref)) if (job.kind === 'replicate') state.jobs.remove(job.id);
  state.backups.put({ ...backup, status: 'retained', deletedMicros: now });
  state.jobs.add({ kind: 'retained-end', ref: backup.ref, at: now + backup.settings.backupRetentionDays * DAY_MICROS });
  note(context, 'db-instance', { ...backup, name: backup.instanceName }, { message: 'Replicated automated backups are retained', categories: ['backup'] });
}
