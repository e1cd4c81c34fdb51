import type { Call, Service } from '../../service.ts';
import { placeOf } from './access.ts';
import { planArn, vaultArn } from './arns.ts';

type Ask = NonNullable<Service['asks']>[string];

const anything: Ask = () => '*';
const plan: Ask = (call, input) => planArn(placeOf(call), String(input['BackupPlanId'] ?? '*'));
const vault: Ask = (call, input) => vaultArn(placeOf(call), String(input['BackupVaultName'] ?? ''));
const tagged: Ask = (_call, input) => String(input['ResourceArn'] ?? '*');
const hold: Ask = (call, input) => holdArn(call, String(input['LegalHoldId'] ?? '*'));

/** Operations on plans, jobs, holds and settings; those on vaults and points ask themselves, because a vault's policy has a say. */
export const BACKUP_ASKS: NonNullable<Service['asks']> = {
  CreateBackupVault: vault, ListBackupVaults: anything,
  CreateBackupPlan: plan, GetBackupPlan: plan, UpdateBackupPlan: plan, DeleteBackupPlan: plan, ListBackupPlans: anything, ListBackupPlanVersions: plan,
  CreateBackupSelection: plan, GetBackupSelection: plan, ListBackupSelections: plan, DeleteBackupSelection: plan,
  StopBackupJob: anything, DescribeBackupJob: anything, ListBackupJobs: anything, DescribeCopyJob: anything, ListCopyJobs: anything,
  DescribeRestoreJob: anything, ListRestoreJobs: anything, ListRestoreJobsByProtectedResource: anything, GetRestoreJobMetadata: anything, PutRestoreValidationResult: anything,
  ListRecoveryPointsByResource: anything, ListProtectedResources: anything, DescribeProtectedResource: anything,
  DescribeRegionSettings: anything, UpdateRegionSettings: anything, DescribeGlobalSettings: anything, GetSupportedResourceTypes: anything,
  ListTags: tagged, TagResource: tagged, UntagResource: tagged,
  CreateLegalHold: hold, GetLegalHold: hold, CancelLegalHold: hold, ListRecoveryPointsByLegalHold: hold, ListLegalHolds: anything,
};

function holdArn(call: Call, id: string): string {
  const { account, region } = placeOf(call);
  return `arn:aws:backup:${region}:${account}:legal-hold:${id}`;
}
