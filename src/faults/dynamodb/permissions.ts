import type { Needs, Permission } from '#contract/permissions';
import { KEEP_SAFETY, USE_KEYS, WRITE_POINTER } from '#stores/common-permissions';

/** Backups of a table are named below it. */
const TABLES = 'arn:aws:dynamodb:{region}:{account}:table/{name}*';
const LOOK: readonly Permission[] = [
  { actions: ['dynamodb:DescribeContinuousBackups', 'dynamodb:DescribeTable', 'dynamodb:DescribeTimeToLive', 'dynamodb:ListTagsOfResource'], on: [TABLES] },
  { actions: ['dynamodb:ListBackups'], on: ['*'] },
];

/** What breaking a table needs of AWS. */
export const dynamodbFaultPermissions: Readonly<Record<string, Needs>> = {
  'dynamodb.delete-table': operator(...LOOK, { actions: ['dynamodb:DeleteTable'], on: [TABLES] }),
};

/** What the harness's own copy of a table, and its use, need. A restore asks for the right to fill the new table. */
export const dynamodbSafetyPermissions: Needs = operator(
  ...LOOK, USE_KEYS,
  { actions: ['dynamodb:CreateBackup', 'dynamodb:DeleteBackup', 'dynamodb:DeleteTable', 'dynamodb:DescribeBackup'], on: [TABLES] },
  { actions: ['dynamodb:BatchWriteItem', 'dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:RestoreTableFromBackup', 'dynamodb:Scan', 'dynamodb:UpdateItem'], on: [TABLES] },
  { actions: ['dynamodb:TagResource', 'dynamodb:UpdateContinuousBackups', 'dynamodb:UpdateTable', 'dynamodb:UpdateTimeToLive'], on: [TABLES] },
  ...KEEP_SAFETY, WRITE_POINTER,
);

function operator(...permissions: readonly Permission[]): Needs {
  return { 'drill-operator': permissions };
}
