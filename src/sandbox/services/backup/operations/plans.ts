import { randomToken, uuid } from '#kit/ids';
import type { Call, Operation } from '../../../service.ts';
import { placeOf } from '../access.ts';
import { planArn } from '../arns.ts';
import { backupErrors } from '../errors.ts';
import { need, only, tagsOf, text, whole, type Input } from '../input.ts';
import { previewRuns, withNextRuns } from '../jobs/run-plan.ts';
import { PLANS, type Plan, type PlanVersion } from '../model.ts';
import { page } from '../page.ts';
import { at, some } from '../views/times.ts';
import { readPlan, ruleView } from './read-plan.ts';

/** Plans with all their versions. */
export const planOperations: Readonly<Record<string, Operation>> = {
  CreateBackupPlan: createBackupPlan,
  GetBackupPlan: getBackupPlan,
  UpdateBackupPlan: updateBackupPlan,
  DeleteBackupPlan: deleteBackupPlan,
  ListBackupPlans: listBackupPlans,
  ListBackupPlanVersions: (call, input) => {
    const plan = planFor(call, need(input, 'BackupPlanId'));
    const { rows, ...next } = page(plan.versions, input);
    return { BackupPlanVersionsList: rows.map((version) => planView(plan, version)), ...next };
  },
};

/** A plan of the caller that was not deleted. */
export function planFor(call: Call, id: string): Plan {
  const plan = PLANS.find(call.catalogue, id);
  const { account, region } = placeOf(call);
  if (!plan || plan.account !== account || plan.region !== region || plan.deleted !== null) throw backupErrors.noSuchPlan(id);
  return plan;
}

function createBackupPlan(call: Call, input: Input): object {
  only(input, ['BackupPlan', 'BackupPlanTags', 'CreatorRequestId'], 'CreateBackupPlan');
  const place = placeOf(call);
  const creatorRequestId = text(input, 'CreatorRequestId') ?? null;
  const before = creatorRequestId === null ? undefined : PLANS.of(call.catalogue, place).find((plan) => plan.creatorRequestId === creatorRequestId && plan.deleted === null);
  if (before) return answer(before);
  const created = call.time.nowMicros();
  const body = readPlan(call, input['BackupPlan'], []);
  const plan: Plan = {
    id: uuid(), ...place, resource: '', state: 'ACTIVE', due: null, created, versions: [{ id: randomToken(24), created, ...body }],
    selections: [], next: {}, creatorRequestId, deleted: null, lastRun: null, tags: tagsOf(input['BackupPlanTags']),
  };
  PLANS.put(call.catalogue, withNextRuns(plan, created));
  return answer(plan);
}

function updateBackupPlan(call: Call, input: Input): object {
  only(input, ['BackupPlanId', 'BackupPlan'], 'UpdateBackupPlan');
  const plan = planFor(call, need(input, 'BackupPlanId'));
  const created = call.time.nowMicros();
  const version: PlanVersion = { id: randomToken(24), created, ...readPlan(call, input['BackupPlan'], plan.versions.at(-1)?.rules ?? []) };
  const next = withNextRuns({ ...plan, versions: [...plan.versions, version] }, created);
  PLANS.put(call.catalogue, next);
  call.time.changed();
  return answer(next);
}

function deleteBackupPlan(call: Call, input: Input): object {
  const plan = planFor(call, need(input, 'BackupPlanId'));
  if (plan.selections.length > 0) throw backupErrors.invalidRequest('Related backup plan selections must be deleted prior to backup plan deletion');
  const deleted = call.time.nowMicros();
  PLANS.put(call.catalogue, withNextRuns({ ...plan, deleted, state: 'DELETED' }, deleted));
  return { BackupPlanId: plan.id, BackupPlanArn: planArn(plan, plan.id), ...at('DeletionDate', deleted), VersionId: plan.versions.at(-1)?.id };
}

function getBackupPlan(call: Call, input: Input): object {
  const plan = planFor(call, need(input, 'BackupPlanId'));
  const wanted = text(input, 'VersionId');
  const version = wanted === undefined ? plan.versions.at(-1) : plan.versions.find(({ id }) => id === wanted);
  if (!version) throw backupErrors.notFound('Failed reading Backup plan with provided version');
  const preview = whole(input, 'MaxScheduledRunsPreview', { min: 0, max: 10, otherwise: 0 });
  return {
    ...planView(plan, version),
    BackupPlan: { BackupPlanName: version.name, Rules: version.rules.map(ruleView) },
    ...(preview === 0 ? {} : { ScheduledRunsPreview: previewRuns(call, plan, preview).map(({ rule, atMicros }) => ({ ...at('ExecutionTime', atMicros), RuleId: rule, RuleExecutionType: version.rules.find(({ id }) => id === rule)?.continuous ? 'CONTINUOUS' : 'SNAPSHOTS' })) }),
  };
}

function listBackupPlans(call: Call, input: Input): object {
  const plans = PLANS.of(call.catalogue, placeOf(call)).filter((plan) => plan.deleted === null || input['IncludeDeleted'] === true);
  const { rows, ...next } = page(plans, input);
  return { BackupPlansList: rows.flatMap((plan) => plan.versions.slice(-1).map((version) => planView(plan, version))), ...next };
}

function planView(plan: Plan, version: PlanVersion): object {
  return {
    BackupPlanId: plan.id, BackupPlanArn: planArn(plan, plan.id), BackupPlanName: version.name, VersionId: version.id, ...some('CreatorRequestId', plan.creatorRequestId),
    ...at('CreationDate', version.created), ...at('DeletionDate', plan.deleted), ...at('LastExecutionDate', plan.lastRun),
  };
}

function answer(plan: Plan): object {
  return { BackupPlanId: plan.id, BackupPlanArn: planArn(plan, plan.id), ...at('CreationDate', plan.versions.at(-1)?.created), VersionId: plan.versions.at(-1)?.id };
}
