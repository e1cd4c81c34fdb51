import type { Needs, Permission } from '#contract/permissions';
import { DESCRIBE_KEYS, FIND_POINT, OWN_POINTS, restorePoints, USE_KEYS, WRITE_POINTER } from '#stores/common-permissions';

/** A table restored beside the lost one has a name that begins with its name; its backups are named below it. */
const TABLES = 'arn:aws:dynamodb:{region}:{account}:table/{name}*';
const LOOK: readonly Permission[] = [
  { actions: ['dynamodb:DescribeBackup', 'dynamodb:DescribeContinuousBackups', 'dynamodb:DescribeTable', 'dynamodb:DescribeTimeToLive', 'dynamodb:ListTagsOfResource'], on: [TABLES] },
  { actions: ['dynamodb:ListBackups'], on: ['*'] },
];
/** DynamoDB wants the right to fill the new table from whoever asks for the restore ("IAM and backup/restore", developer guide). */
const RESTORE: Permission = { actions: ['dynamodb:BatchWriteItem', 'dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:RestoreTableFromBackup', 'dynamodb:Scan', 'dynamodb:UpdateItem'], on: [TABLES] };

/** What the steps that bring a table back need of AWS. */
export const dynamodbPermissions: Readonly<Record<string, Needs>> = {
  'dynamodb.find-point': restorer(FIND_POINT),
  'dynamodb.restore-from-backup': restorer(...LOOK, DESCRIBE_KEYS, ...restorePoints(OWN_POINTS)),
  'dynamodb.restore-system-backup': restorer(...LOOK, USE_KEYS, RESTORE),
  'dynamodb.apply-settings': restorer(...LOOK, USE_KEYS, { actions: ['dynamodb:TagResource', 'dynamodb:UpdateContinuousBackups', 'dynamodb:UpdateTable', 'dynamodb:UpdateTimeToLive'], on: [TABLES] }),
  'dynamodb.re-point': restorer(...LOOK, WRITE_POINTER),
};

function restorer(...permissions: readonly Permission[]): Needs {
  return { 'drill-restorer': permissions };
}
