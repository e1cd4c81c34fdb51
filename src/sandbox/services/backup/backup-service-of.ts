import type { BackupResourceKind } from '../../backup-resource.ts';
import { regionFaultsOf } from '../../regions/region-faults.ts';
import type { SandboxContext, Service, Timer } from '../../service.ts';
import { BACKUP_ASKS } from './asks.ts';
import { backupControl } from './control.ts';
import { stepBackupJob } from './jobs/backup-job.ts';
import { stepCopyJob } from './jobs/copy-job.ts';
import { dueTimer } from './jobs/due-timer.ts';
import { reviewCopies } from './jobs/held-copies.ts';
import { stepPoint } from './jobs/remove-point.ts';
import { stepHold } from './jobs/step-hold.ts';
import { stepRestoreJob } from './jobs/restore-job.ts';
import { runPlan } from './jobs/run-plan.ts';
import type { Work } from './jobs/work.ts';
import { kindsOf, type Kinds } from './kinds.ts';
import { BACKUP_JOBS, BACKUP_TABLES, COPY_JOBS, LEGAL_HOLDS, PLANS, POINTS, RESTORE_JOBS } from './model.ts';
import { backupJobOperations } from './operations/backup-jobs.ts';
import { copyJobOperations } from './operations/copy-jobs.ts';
import { legalHoldOperations } from './operations/legal-holds.ts';
import { planOperations } from './operations/plans.ts';
import { pointOperations } from './operations/points.ts';
import { protectedResourceOperations } from './operations/protected-resources.ts';
import { restoreJobOperations } from './operations/restore-jobs.ts';
import { selectionOperations } from './operations/selections.ts';
import { settingsAndTags } from './operations/settings-and-tags.ts';
import { vaultLockOperations } from './operations/vault-lock.ts';
import { vaultOperations } from './operations/vaults.ts';

/** AWS Backup over the given kinds of resources. What it does not do (restore testing, audit) is refused by name. */
export function backupServiceOf(all: readonly BackupResourceKind[]): Service {
  const kinds = kindsOf(all);
  return {
    signingName: 'backup',
    tables: BACKUP_TABLES,
    operations: {
      ...vaultOperations, ...planOperations, ...selectionOperations, ...backupJobOperations(kinds), ...pointOperations(kinds),
      ...restoreJobOperations(kinds), ...copyJobOperations(kinds), ...vaultLockOperations, ...legalHoldOperations(kinds), ...protectedResourceOperations, ...settingsAndTags(kinds),
    },
    asks: BACKUP_ASKS,
    timers: (context) => backupTimers(context, kinds),
    control: backupControl(kinds),
  };
}

function backupTimers(context: SandboxContext, kinds: Kinds): readonly Timer[] {
  const work: Work = { context, kinds };
  // calls that were being answered when the sandbox was killed: nobody waits for them any more
  for (const job of RESTORE_JOBS.inState(context.catalogue, 'STARTING')) RESTORE_JOBS.put(context.catalogue, { ...job, due: context.time.nowMicros() });
  regionFaultsOf(context.catalogue).onChange(() => reviewCopies(context));
  return [
    dueTimer(context, { name: 'backup plans', table: PLANS, step: (plan) => runPlan(work, plan) }),
    dueTimer(context, { name: 'backup jobs', table: BACKUP_JOBS, step: (job) => stepBackupJob(work, job) }),
    dueTimer(context, { name: 'backup copies', table: COPY_JOBS, step: (job) => stepCopyJob(work, job) }),
    dueTimer(context, { name: 'backup restores', table: RESTORE_JOBS, step: (job) => stepRestoreJob(work, job) }),
    dueTimer(context, { name: 'backup legal holds', table: LEGAL_HOLDS, step: (hold) => stepHold(work, hold) }),
    dueTimer(context, { name: 'backup points', table: POINTS, step: (point) => stepPoint(work, point) }),
  ];
}
