import { uuid } from '#kit/ids';
import type { Call, Operation } from '../../../service.ts';
import { requireRole } from '../access.ts';
import { backupErrors } from '../errors.ts';
import { list, need, only, text, texts, type Input } from '../input.ts';
import { withNextRuns } from '../jobs/run-plan.ts';
import { PLANS, type Plan, type Selection, type TagCondition } from '../model.ts';
import { page } from '../page.ts';
import { at, some } from '../views/times.ts';
import { planFor } from './plans.ts';

const OPERATORS = ['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike'] as const;
const TAG = 'aws:ResourceTag/';

/** Which resources a plan protects, and with which role. */
export const selectionOperations: Readonly<Record<string, Operation>> = {
  CreateBackupSelection: createSelection,
  GetBackupSelection: (call, input) => {
    const plan = planFor(call, need(input, 'BackupPlanId'));
    const selection = selectionOf(plan, need(input, 'SelectionId'));
    return { BackupSelection: selectionBody(selection), ...selectionView(plan, selection) };
  },
  ListBackupSelections: (call, input) => {
    const plan = planFor(call, need(input, 'BackupPlanId'));
    const { rows, ...next } = page(plan.selections, input);
    return { BackupSelectionsList: rows.map((selection) => ({ ...selectionView(plan, selection), SelectionName: selection.name, IamRoleArn: selection.role })), ...next };
  },
  DeleteBackupSelection: (call, input) => {
    const plan = planFor(call, need(input, 'BackupPlanId'));
    const selection = selectionOf(plan, need(input, 'SelectionId'));
    keep(call, { ...plan, selections: plan.selections.filter((one) => one.id !== selection.id) });
  },
};

function createSelection(call: Call, input: Input): object {
  only(input, ['BackupPlanId', 'BackupSelection', 'CreatorRequestId'], 'CreateBackupSelection');
  const plan = planFor(call, need(input, 'BackupPlanId'));
  const creatorRequestId = text(input, 'CreatorRequestId') ?? null;
  const before = creatorRequestId === null ? undefined : plan.selections.find((one) => one.creatorRequestId === creatorRequestId);
  if (before) return selectionView(plan, before);
  const selection = readSelection(call, (input['BackupSelection'] ?? {}) as Input, creatorRequestId);
  keep(call, { ...plan, selections: [...plan.selections, selection] });
  return selectionView(plan, selection);
}

function readSelection(call: Call, input: Input, creatorRequestId: string | null): Selection {
  only(input, ['SelectionName', 'IamRoleArn', 'Resources', 'NotResources', 'ListOfTags', 'Conditions'], 'BackupSelection');
  const selection: Selection = {
    id: uuid(), name: need(input, 'SelectionName'), role: requireRole(call, need(input, 'IamRoleArn')), created: call.time.nowMicros(), creatorRequestId,
    resources: arns(input, 'Resources'), notResources: arns(input, 'NotResources'),
    listOfTags: list(input, 'ListOfTags').map(readTag), conditions: readConditions((input['Conditions'] ?? {}) as Input),
  };
  if (!/^[a-zA-Z0-9\-_.]{1,50}$/.test(selection.name)) throw backupErrors.invalidParameter(`Invalid selection name ${selection.name}: it must match ^[a-zA-Z0-9\\-\\_\\.]{1,50}$.`);
  if (selection.resources.length + selection.listOfTags.length + selection.conditions.length === 0) throw backupErrors.invalidParameter('Invalid selection: it needs Resources, ListOfTags or Conditions.');
  return selection;
}

function arns(input: Input, name: string): readonly string[] {
  const given = texts(input, name);
  const bad = given.find((one) => one !== '*' && !one.startsWith('arn:aws:'));
  if (bad !== undefined) throw backupErrors.invalidParameter(`Invalid ARN in ${name}: ${bad}`);
  return given;
}

function readTag(input: Input): Selection['listOfTags'][number] {
  const type = need(input, 'ConditionType');
  if (type !== 'STRINGEQUALS') throw backupErrors.invalidParameter(`Invalid ConditionType ${type}: ListOfTags knows STRINGEQUALS only.`);
  return { key: need(input, 'ConditionKey'), value: text(input, 'ConditionValue') ?? '' };
}

function readConditions(input: Input): readonly TagCondition[] {
  only(input, OPERATORS, 'Conditions');
  return OPERATORS.flatMap((operator) => list(input, operator).map((one) => {
    const key = need(one, 'ConditionKey');
    if (!key.startsWith(TAG)) throw backupErrors.invalidParameter(`Invalid ConditionKey ${key}: it must begin with ${TAG}.`);
    return { operator, key: key.slice(TAG.length), value: text(one, 'ConditionValue') ?? '' };
  }));
}

function selectionOf(plan: Plan, id: string): Selection {
  const selection = plan.selections.find((one) => one.id === id);
  if (!selection) throw backupErrors.notFound(`Cannot find backup selection with ID ${id}`);
  return selection;
}

function keep(call: Call, plan: Plan): void {
  PLANS.put(call.catalogue, withNextRuns(plan, call.time.nowMicros()));
  call.time.changed();
}

function selectionView(plan: Plan, selection: Selection): object {
  return { SelectionId: selection.id, BackupPlanId: plan.id, ...at('CreationDate', selection.created), ...some('CreatorRequestId', selection.creatorRequestId) };
}

function selectionBody(selection: Selection): object {
  const conditions = OPERATORS.map((operator) => [operator, selection.conditions.filter((one) => one.operator === operator).map(({ key, value }) => ({ ConditionKey: `${TAG}${key}`, ConditionValue: value }))] as const);
  return {
    SelectionName: selection.name, IamRoleArn: selection.role, Resources: selection.resources, NotResources: selection.notResources,
    ListOfTags: selection.listOfTags.map(({ key, value }) => ({ ConditionType: 'STRINGEQUALS', ConditionKey: key, ConditionValue: value })), Conditions: Object.fromEntries(conditions),
  };
}
