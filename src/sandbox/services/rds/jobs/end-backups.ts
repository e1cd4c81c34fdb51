import type { RdsDocument } from '../document-rows.ts';
import type { Snapshot } from '../model.ts';
import type { JobScope } from './job-kind.ts';

/** Automated backups of an instance are over: their record, the daily job and the automated snapshots go; other snapshots stay. Inside a transaction. */
export function endBackups(scope: Pick<JobScope, 'context' | 'state' | 'engine'>, { ref }: Pick<RdsDocument, 'ref'>): void {
  const { context, state, engine } = scope;
  for (const job of state.jobs.of(ref)) if (job.kind === 'daily') state.jobs.remove(job.id);
  dropAutomatedSnapshots(scope, ref, Number.POSITIVE_INFINITY);
  const backup = state.backup(ref);
  if (backup) state.backups.remove(backup);
  engine.expire(ref, context.time.nowMicros());
}

/** Removes the automated snapshots that are older than a moment. Inside a transaction. */
export function dropAutomatedSnapshots({ state, engine }: Pick<JobScope, 'state' | 'engine'>, ref: string, beforeMicros: number): void {
  for (const snapshot of state.snapshots.byRef(ref)) {
    if (snapshot.type === 'automated' && snapshot.status !== 'creating' && snapshot.startedMicros < beforeMicros) dropSnapshot({ state, engine }, snapshot);
  }
}

/** Removes a snapshot with its bytes. Inside a transaction. */
export function dropSnapshot({ state, engine }: Pick<JobScope, 'state' | 'engine'>, snapshot: Snapshot): void {
  state.snapshots.remove(snapshot);
  if (snapshot.point !== null) engine.releasePoint(snapshot.point);
}
