import type { BackupClient } from '@aws-sdk/client-backup';
import type { AwsAccess } from '#contract/aws';
import { RedrillError } from '#kit/redrill-error';
import { backupSdk, withBackup } from './with-backup.ts';

export interface DailyPlan {
  /** Name of the plan and of its one rule. */
  readonly plan: string;
  readonly vault: string;
  readonly schedule: string;
  readonly keepDays: number;
  readonly tag: { readonly key: string; readonly value: string };
  /** Role that AWS Backup acts as. */
  readonly roleArn: string;
}

/** Makes a backup plan that selects by a tag; one of that name is taken as it is, and gets the selection where an interrupted try left it without one. */
export function ensureDailyPlan(access: AwsAccess, wanted: DailyPlan): Promise<{ readonly plan: string; readonly made: boolean }> {
  return withBackup(access, async (client) => {
    const there = await planNamed(client, wanted.plan);
    const id = there ?? (await makePlan(client, wanted));
    const { BackupSelectionsList } = await client.send(new (backupSdk().ListBackupSelectionsCommand)({ BackupPlanId: id }));
    if ((BackupSelectionsList ?? []).length === 0) await select(client, id, wanted);
    return { plan: id, made: there === null };
  });
}

async function planNamed(client: BackupClient, name: string): Promise<string | null> {
  let token: string | undefined;
  do {
    const page = await client.send(new (backupSdk().ListBackupPlansCommand)(token === undefined ? {} : { NextToken: token }));
    const found = page.BackupPlansList?.find(({ BackupPlanName }) => BackupPlanName === name)?.BackupPlanId;
    if (found !== undefined) return found;
    token = page.NextToken;
  } while (token !== undefined);
  return null;
}

async function makePlan(client: BackupClient, { plan, vault, schedule, keepDays }: DailyPlan): Promise<string> {
  const rule = { RuleName: plan, TargetBackupVaultName: vault, ScheduleExpression: schedule, StartWindowMinutes: 60, CompletionWindowMinutes: 180, Lifecycle: { DeleteAfterDays: keepDays } };
  const { BackupPlanId } = await client.send(new (backupSdk().CreateBackupPlanCommand)({ BackupPlan: { BackupPlanName: plan, Rules: [rule] } }));
  if (BackupPlanId === undefined) throw new RedrillError('backup.no-plan', `AWS Backup made the plan ${plan} and did not say which`, { actor: 'platform' });
  return BackupPlanId;
}

async function select(client: BackupClient, BackupPlanId: string, { tag, roleArn }: DailyPlan): Promise<void> {
  await client.send(new (backupSdk().CreateBackupSelectionCommand)({ BackupPlanId, BackupSelection: { SelectionName: `tagged-${tag.key}`, IamRoleArn: roleArn, ListOfTags: [{ ConditionType: 'STRINGEQUALS', ConditionKey: tag.key, ConditionValue: tag.value }] } }));
}
