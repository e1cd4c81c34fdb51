import type { BackupClient, BackupRule, BackupSelection } from '@aws-sdk/client-backup';
import { selectionMatches } from '#stores/backup/selection-matches';
import { backupSdk, withBackup } from '#stores/backup/with-backup';
import type { Fact, PlanFact, PlanRule, ResourceFact } from '../facts.ts';
import { attempt, pages, places } from './look.ts';
import type { Look, LookPlace } from './look.ts';

/** Every backup plan with its rules, and which of the account's resources its selections take now. */
export async function readPlans(look: Look, resources: readonly ResourceFact[]): Promise<readonly Fact[]> {
  const facts: Fact[] = [];
  for (const place of places(look)) {
    const near = resources.filter(({ account, region }) => account === place.account && region === place.region);
    facts.push(...(await attempt({ about: 'plan', what: 'backup plans', place }, () => withBackup(place.access, (client) => plansOf(client, place, near)))));
    facts.push(...(await attempt({ about: 'backup-settings', what: 'settings of AWS Backup', place }, () => withBackup(place.access, (client) => settingsOf(client, place)))));
  }
  return facts;
}

async function plansOf(client: BackupClient, place: LookPlace, resources: readonly ResourceFact[]): Promise<readonly PlanFact[]> {
  const facts: PlanFact[] = [];
  for await (const page of pages((token) => client.send(new (backupSdk().ListBackupPlansCommand)(token === undefined ? {} : { NextToken: token })), ({ NextToken }) => NextToken)) {
    for (const { BackupPlanId: plan = '' } of page.BackupPlansList ?? []) facts.push(await planFact(client, { place, plan, resources }));
  }
  return facts;
}

async function planFact(client: BackupClient, { place, plan, resources }: { readonly place: LookPlace; readonly plan: string; readonly resources: readonly ResourceFact[] }): Promise<PlanFact> {
  const { account, region } = place;
  const { BackupPlan } = await client.send(new (backupSdk().GetBackupPlanCommand)({ BackupPlanId: plan }));
  const selections: PlanFact['selections'][number][] = [];
  for await (const page of pages((token) => client.send(new (backupSdk().ListBackupSelectionsCommand)({ BackupPlanId: plan, ...(token === undefined ? {} : { NextToken: token }) })), ({ NextToken }) => NextToken)) {
    for (const { SelectionId } of page.BackupSelectionsList ?? []) {
      const { BackupSelection: selection } = await client.send(new (backupSdk().GetBackupSelectionCommand)({ BackupPlanId: plan, SelectionId }));
      if (selection !== undefined) selections.push({ name: selection.SelectionName ?? '', by: selectsBy(selection), takes: resources.filter((one) => selectionMatches(selection, one)).map(({ arn }) => arn) });
    }
  }
  return { kind: 'plan', id: `plan/${account}/${region}/${BackupPlan?.BackupPlanName ?? plan}`, account, region, plan, name: BackupPlan?.BackupPlanName ?? plan, rules: (BackupPlan?.Rules ?? []).map(ruleOf), selections };
}

function ruleOf(rule: BackupRule): PlanRule {
  return {
    name: rule.RuleName ?? '', vault: rule.TargetBackupVaultName ?? '', schedule: rule.ScheduleExpression ?? 'cron(0 5 ? * * *)', continuous: rule.EnableContinuousBackup ?? false,
    // AWS waits for eight hours where the rule does not say.
    startWindowMinutes: rule.StartWindowMinutes ?? 480, deleteAfterDays: rule.Lifecycle?.DeleteAfterDays ?? null,
    copies: (rule.CopyActions ?? []).map(({ DestinationBackupVaultArn, Lifecycle }) => ({ vaultArn: DestinationBackupVaultArn ?? '', deleteAfterDays: Lifecycle?.DeleteAfterDays ?? null })),
  };
}

/** A selection in words, for people who look for what is missing. */
function selectsBy({ Resources = [], NotResources = [], ListOfTags = [], Conditions = {} }: BackupSelection): string {
  const parts = [
    ...ListOfTags.map(({ ConditionKey, ConditionValue }) => `tag ${ConditionKey ?? ''}=${ConditionValue ?? ''}`),
    ...(['StringEquals', 'StringLike', 'StringNotEquals', 'StringNotLike'] as const).flatMap((how) => (Conditions[how] ?? []).map(({ ConditionKey, ConditionValue }) => `${how} ${ConditionKey ?? ''}=${ConditionValue ?? ''}`)),
    ...Resources, ...NotResources.map((arn) => `not ${arn}`),
  ];
  return parts.join(', ') || 'nothing';
}

async function settingsOf(client: BackupClient, { account, region }: LookPlace): Promise<readonly Fact[]> {
  const { ResourceTypeOptInPreference = {}, ResourceTypeManagementPreference = {} } = await client.send(new (backupSdk().DescribeRegionSettingsCommand)({}));
  return [{ kind: 'backup-settings', id: `backup-settings/${account}/${region}`, account, region, managed: ResourceTypeManagementPreference, optedOut: Object.entries(ResourceTypeOptInPreference).filter(([, on]) => !on).map(([type]) => type) }];
}
