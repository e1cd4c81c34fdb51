import { LONGEST_CONTINUOUS_DAYS } from '../claims/dr-c4-any-second.ts';
import type { Known } from '../known.ts';
import { finding } from './finding.ts';
import type { AuditFinding } from './finding.ts';

/** Plans that lost their resources, rules that promise what AWS does not keep, and what copies of DynamoDB depend on. */
export function planTroubles(known: Known): readonly AuditFinding[] {
  return [...lost(known), ...tooLong(known), ...unmanaged(known)];
}

function lost(known: Known): readonly AuditFinding[] {
  return known.of('plan').flatMap((plan) => {
    const empty = plan.selections.filter(({ takes }) => takes.length === 0);
    const such = plan.selections.length === 0 ? [{ name: '', by: 'nothing: it has no selection' }] : empty;
    return such.map(({ name, by }) => finding({
      cause: `plan.takes-nothing.${plan.plan}.${name}`,
      severity: 'high',
      title: `Plan ${plan.name} takes nothing${name === '' ? '' : ` by its selection ${name}`}`,
      detail: `It selects by ${by}, and no resource of account ${plan.account} in ${plan.region} is like that. A plan without resources fails silently.`,
      claim: 'DR-C2',
      edit: 'Give the resources the tag that it selects by, or delete the plan.',
      rests: [plan],
    }));
  });
}

function tooLong(known: Known): readonly AuditFinding[] {
  return known.of('plan').flatMap((plan) => plan.rules.filter(({ continuous, deleteAfterDays }) => continuous && (deleteAfterDays === null || deleteAfterDays > LONGEST_CONTINUOUS_DAYS)).map(({ name, deleteAfterDays }) => finding({
    cause: `plan.continuous-too-long.${plan.plan}.${name}`,
    severity: 'medium',
    title: `Rule ${name} of plan ${plan.name} asks for ${deleteAfterDays === null ? 'endless' : `${deleteAfterDays} days of`} continuous backup; AWS keeps ${LONGEST_CONTINUOUS_DAYS}`,
    detail: 'A rule with continuous backup keeps logs for 35 days at most: with a longer retention AWS Backup makes snapshots instead, or the job fails.',
    claim: 'DR-C4',
    edit: 'Split it: one rule with continuous backup and 35 days, one with daily snapshots and the longer retention.',
    rests: [plan],
  })));
}

function unmanaged(known: Known): readonly AuditFinding[] {
  const tables = known.of('resource').filter(({ service }) => service === 'dynamodb');
  return known.of('backup-settings').filter(({ account, region, managed }) => managed['DynamoDB'] !== true && tables.some((table) => table.account === account && table.region === region)).map((settings) => finding({
    cause: `settings.dynamodb.${settings.account}.${settings.region}`,
    severity: 'high',
    title: `AWS Backup's advanced features for DynamoDB are off in ${settings.region}`,
    detail: 'Without them a backup of a table cannot be copied to another region or account, cannot lie under a key of its own, and loses its tags.',
    claim: 'DR-C7',
    edit: 'aws backup update-region-settings --resource-type-management-preference DynamoDB=true (only backups made afterwards have it)',
    rests: [settings],
  }));
}
