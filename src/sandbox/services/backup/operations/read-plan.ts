import { RedrillError } from '#kit/redrill-error';
import { uuid } from '#kit/ids';
import { awsSchedule } from '#kit/aws-schedule';
import type { Call } from '../../../service.ts';
import { findVault, placeOf } from '../access.ts';
import { parseVaultArn } from '../arns.ts';
import { backupErrors } from '../errors.ts';
import { list, need, only, tagsOf, text, whole, type Input } from '../input.ts';
import { readLifecycle, requireContinuous } from '../lifecycle.ts';
import type { PlanVersion, Rule } from '../model.ts';

const DEFAULT_SCHEDULE = 'cron(0 5 ? * * *)';
const HOUR_MICROS = 3_600_000_000;
const YEAR_MINUTES = 525_600;

/** The rules of a plan as a client sends them. A rule that is named as before keeps its id. */
export function readPlan(call: Call, value: unknown, before: readonly Rule[]): Pick<PlanVersion, 'name' | 'rules'> {
  const plan = (value ?? {}) as Input;
  only(plan, ['BackupPlanName', 'Rules'], 'BackupPlan');
  const rules = list(plan, 'Rules').map((rule) => readRule(call, rule, before));
  if (rules.length === 0) throw backupErrors.missingParameter('Rules');
  const twice = rules.find((rule, i) => rules.findIndex(({ name }) => name === rule.name) !== i);
  if (twice) throw backupErrors.invalidParameter(`Duplicate rule name ${twice.name}: the rules of a plan have different names.`);
  return { name: planName(need(plan, 'BackupPlanName')), rules };
}

/** A rule as GetBackupPlan shows it. */
export function ruleView(rule: Rule): object {
  return {
    RuleId: rule.id, RuleName: rule.name, TargetBackupVaultName: rule.vault, ScheduleExpression: rule.schedule, ScheduleExpressionTimezone: rule.timezone,
    StartWindowMinutes: rule.startWindowMinutes, CompletionWindowMinutes: rule.completionWindowMinutes, EnableContinuousBackup: rule.continuous, RecoveryPointTags: rule.tags,
    ...(rule.lifecycle.deleteAfterDays === null ? {} : { Lifecycle: { DeleteAfterDays: rule.lifecycle.deleteAfterDays } }),
    CopyActions: rule.copies.map(({ destination, lifecycle }) => ({ DestinationBackupVaultArn: destination, ...(lifecycle?.deleteAfterDays ? { Lifecycle: { DeleteAfterDays: lifecycle.deleteAfterDays } } : {}) })),
  };
}

function readRule(call: Call, input: Input, before: readonly Rule[]): Rule {
  only(input, ['RuleName', 'TargetBackupVaultName', 'ScheduleExpression', 'ScheduleExpressionTimezone', 'StartWindowMinutes', 'CompletionWindowMinutes', 'Lifecycle', 'RecoveryPointTags', 'CopyActions', 'EnableContinuousBackup', 'RuleId'], 'a backup rule');
  const name = need(input, 'RuleName');
  const vault = need(input, 'TargetBackupVaultName');
  if (!findVault(call.catalogue, placeOf(call), vault)) throw backupErrors.invalidParameter(`The target backup vault ${vault} of rule ${name} does not exist.`);
  const schedule = text(input, 'ScheduleExpression') ?? DEFAULT_SCHEDULE;
  const timezone = text(input, 'ScheduleExpressionTimezone') ?? 'Etc/UTC';
  checkSchedule(schedule, timezone, call.time.nowMicros());
  const lifecycle = readLifecycle(input['Lifecycle']);
  const continuous = input['EnableContinuousBackup'] === true;
  if (continuous) requireContinuous(lifecycle, name);
  const windows = readWindows(input, 'CompletionWindowMinutes');
  return { id: before.find((rule) => rule.name === name)?.id ?? uuid(), name, vault, schedule, timezone, ...windows, lifecycle, tags: tagsOf(input['RecoveryPointTags']), copies: list(input, 'CopyActions').map(readCopy), continuous };
}

/** Start window: 8 hours unless given, then at least an hour; completion: 7 days. */
export function readWindows(input: Input, completion: 'CompletionWindowMinutes' | 'CompleteWindowMinutes'): Pick<Rule, 'startWindowMinutes' | 'completionWindowMinutes'> {
  const startWindowMinutes = whole(input, 'StartWindowMinutes', { min: 60, max: YEAR_MINUTES, otherwise: 480 });
  const completionWindowMinutes = whole(input, completion, { min: 60, max: YEAR_MINUTES, otherwise: 10_080 });
  if (input[completion] !== undefined && completionWindowMinutes <= startWindowMinutes) throw backupErrors.invalidParameter(`${completion} (${completionWindowMinutes}) must be longer than StartWindowMinutes (${startWindowMinutes}).`);
  return { startWindowMinutes, completionWindowMinutes };
}

function readCopy(input: Input): Rule['copies'][number] {
  only(input, ['DestinationBackupVaultArn', 'Lifecycle'], 'a copy action');
  const destination = need(input, 'DestinationBackupVaultArn');
  parseVaultArn(destination);
  return { destination, lifecycle: input['Lifecycle'] === undefined ? null : readLifecycle(input['Lifecycle']) };
}

/** Rules may run once an hour at the most. */
function checkSchedule(expression: string, timezone: string, nowMicros: number): void {
  try {
    const schedule = awsSchedule(expression, { timezone, anchorMicros: nowMicros });
    const first = schedule.next(nowMicros);
    const second = first === null ? null : schedule.next(first);
    if (first !== null && second !== null && second - first < HOUR_MICROS) throw backupErrors.invalidParameter(`Invalid schedule expression ${expression}: backups can run once an hour at the most.`);
  } catch (error) {
    if (error instanceof RedrillError) throw backupErrors.invalidParameter(`Invalid schedule expression: ${error.message}`);
    throw error;
  }
}

function planName(name: string): string {
  if (!/^[a-zA-Z0-9\-_.]{1,50}$/.test(name)) throw backupErrors.invalidParameter(`Invalid backup plan name ${name}: it must match ^[a-zA-Z0-9\\-\\_\\.]{1,50}$.`);
  return name;
}
