import type { Statement } from './policy-documents.ts';

/** What a drill may never do, whatever else a policy allows: change its own rights, blind the trail, take backups or keys away for good. */
export const OWN_FOOT: readonly Statement[] = [{
  Sid: 'OwnFoot',
  Effect: 'Deny',
  Action: [
    'backup:DeleteBackupVault*', 'backup:DeleteRecoveryPoint', 'backup:DisassociateRecoveryPoint*', 'backup:PutBackupVault*', 'backup:UpdateRecoveryPoint*',
    'cloudtrail:Delete*', 'cloudtrail:Put*', 'cloudtrail:Stop*', 'cloudtrail:Update*', 'config:Delete*', 'config:Put*', 'config:Stop*',
    'iam:Add*', 'iam:Attach*', 'iam:Create*', 'iam:Delete*', 'iam:Detach*', 'iam:Put*', 'iam:Remove*', 'iam:Set*', 'iam:Update*',
    'kms:DisableKey', 'kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion', 'organizations:*',
  ],
  Resource: ['*'],
}];
