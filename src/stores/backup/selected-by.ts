import type { BackupClient } from '@aws-sdk/client-backup';
import { selectionMatches, type SelectableResource } from './selection-matches.ts';
import { backupSdk } from './with-backup.ts';

/** A rule of a backup plan that takes a resource. */
export interface SelectingRule {
  readonly plan: string;
  readonly rule: string;
  readonly vault: string;
  readonly continuous: boolean;
  /** ARNs of the vaults that it copies each point into. */
  readonly copies: readonly string[];
}

/** The rules of all backup plans of the account and region that select a resource now: what protects it from the next run on. */
export async function selectedBy(client: BackupClient, resource: SelectableResource): Promise<readonly SelectingRule[]> {
  const rules: SelectingRule[] = [];
  for await (const planId of planIds(client)) {
    if (!(await selects(client, planId, resource))) continue;
    const { BackupPlan } = await client.send(new (backupSdk().GetBackupPlanCommand)({ BackupPlanId: planId }));
    for (const rule of BackupPlan?.Rules ?? []) {
      rules.push({ plan: BackupPlan?.BackupPlanName ?? planId, rule: rule.RuleName ?? '', vault: rule.TargetBackupVaultName ?? '', continuous: rule.EnableContinuousBackup ?? false, copies: (rule.CopyActions ?? []).flatMap(({ DestinationBackupVaultArn }) => DestinationBackupVaultArn ?? []) });
    }
  }
  return rules;
}

async function selects(client: BackupClient, planId: string, resource: SelectableResource): Promise<boolean> {
  for await (const selectionId of selectionIds(client, planId)) {
    const { BackupSelection } = await client.send(new (backupSdk().GetBackupSelectionCommand)({ BackupPlanId: planId, SelectionId: selectionId }));
    if (BackupSelection && selectionMatches(BackupSelection, resource)) return true;
  }
  return false;
}

async function* planIds(client: BackupClient): AsyncGenerator<string> {
  let token: string | undefined;
  do {
    const page = await client.send(new (backupSdk().ListBackupPlansCommand)(token === undefined ? {} : { NextToken: token }));
    for (const { BackupPlanId } of page.BackupPlansList ?? []) if (BackupPlanId !== undefined) yield BackupPlanId;
    token = page.NextToken;
  } while (token !== undefined);
}

async function* selectionIds(client: BackupClient, planId: string): AsyncGenerator<string> {
  let token: string | undefined;
  do {
    const page = await client.send(new (backupSdk().ListBackupSelectionsCommand)({ BackupPlanId: planId, ...(token === undefined ? {} : { NextToken: token }) }));
    for (const { SelectionId } of page.BackupSelectionsList ?? []) if (SelectionId !== undefined) yield SelectionId;
    token = page.NextToken;
  } while (token !== undefined);
}
