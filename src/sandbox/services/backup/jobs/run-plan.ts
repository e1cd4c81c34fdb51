import { awsSchedule } from '#kit/aws-schedule';
import type { SandboxContext } from '../../../service.ts';
import { planArn } from '../arns.ts';
import { PLANS, type Creator, type Plan, type PlanVersion, type Rule } from '../model.ts';
import { newBackupJob } from './new-backup-job.ts';
import { selectedThings } from './selected-things.ts';
import type { Work } from './work.ts';

/** The rules of a plan that are due: one backup job for each selected resource, all in one transaction with the next due times. */
export function runPlan(work: Work, plan: Plan): void {
  const { catalogue } = work.context;
  const atMicros = plan.due;
  const version = plan.versions.at(-1);
  if (atMicros === null || !version) return;
  const rules = version.rules.filter((rule) => (plan.next[rule.id] ?? Infinity) <= atMicros);
  catalogue.transaction(() => {
    for (const rule of rules) runRule(work, { plan, version, rule, atMicros });
    PLANS.put(catalogue, withNextRuns({ ...plan, lastRun: atMicros }, atMicros));
  });
}

/** The plan with the next run of each rule after a moment; nothing is due while nothing is selected. */
export function withNextRuns(plan: Plan, afterMicros: number): Plan {
  const rules = plan.versions.at(-1)?.rules ?? [];
  const runs = rules.map((rule) => [rule.id, nextRun(rule, { plan, afterMicros })] as const);
  const next = Object.fromEntries(runs.filter((run): run is [string, number] => run[1] !== null));
  const active = plan.deleted === null && plan.selections.length > 0;
  const due = active ? Object.values(next).reduce<number | null>((first, at) => (first === null || at < first ? at : first), null) : null;
  return { ...plan, next, due };
}

function nextRun(rule: Rule, { plan, afterMicros }: { readonly plan: Plan; readonly afterMicros: number }): number | null {
  return awsSchedule(rule.schedule, { timezone: rule.timezone, anchorMicros: plan.created }).next(afterMicros);
}

function runRule(work: Work, { plan, version, rule, atMicros }: { readonly plan: Plan; readonly version: PlanVersion; readonly rule: Rule; readonly atMicros: number }): void {
  const creator = creatorOf(plan, version, rule);
  const begun = new Set<string>();
  for (const selection of plan.selections) {
    for (const { thing, type } of selectedThings(work, plan, selection)) {
      if (begun.has(thing.arn)) continue;
      begun.add(thing.arn);
      newBackupJob(work.context, { thing, type, role: selection.role, settings: rule, creator, atMicros });
    }
  }
}

function creatorOf(plan: Plan, version: PlanVersion, rule: Rule): Creator {
  return { planId: plan.id, planArn: planArn(plan, plan.id), planName: version.name, planVersion: version.id, ruleId: rule.id, ruleName: rule.name, schedule: rule.schedule, timezone: rule.timezone };
}

/** What the next runs of a plan are, for GetBackupPlan's preview. */
export function previewRuns(context: SandboxContext, plan: Plan, count: number): readonly { readonly rule: string; readonly atMicros: number }[] {
  const now = context.time.nowMicros();
  const runs = (plan.versions.at(-1)?.rules ?? []).flatMap((rule) => {
    const found: { rule: string; atMicros: number }[] = [];
    for (let at = nextRun(rule, { plan, afterMicros: now }); at !== null && found.length < count; at = nextRun(rule, { plan, afterMicros: at })) found.push({ rule: rule.id, atMicros: at });
    return found;
  });
  return runs.sort((a, b) => a.atMicros - b.atMicros).slice(0, count);
}
