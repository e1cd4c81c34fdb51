import type { SandboxContext } from '../../service.ts';
import { addData } from './add-datum.ts';
import { keyOfDimensions } from './dimensions.ts';
import type { Dimension } from './dimensions.ts';

interface EndedJob {
  readonly account: string;
  readonly region: string;
  readonly vault: string;
  readonly type: string;
}

const NAMES = { COMPLETED: 'NumberOfBackupJobsCompleted', FAILED: 'NumberOfBackupJobsFailed', EXPIRED: 'NumberOfBackupJobsExpired', ABORTED: 'NumberOfBackupJobsAborted' } as const;

/** What AWS Backup tells CloudWatch of an ended job: one more of its kind, by vault and by type of resource (namespace AWS/Backup). */
export function countBackupJob(context: Pick<SandboxContext, 'catalogue' | 'time'>, { account, region, vault, type }: EndedJob, state: keyof typeof NAMES): void {
  const told = (dimension: Dimension): Parameters<typeof addData>[1][number] => ({
    key: { account, region, namespace: 'AWS/Backup', name: NAMES[state], dimensions: keyOfDimensions([dimension]) }, at: context.time.nowMicros(), unit: 'Count', values: { count: 1, sum: 1, least: 1, most: 1 },
  });
  addData(context, [told({ Name: 'BackupVaultName', Value: vault }), told({ Name: 'ResourceType', Value: type })]);
}
