import type { Needs, Permission } from '#contract/permissions';
import { DESCRIBE_KEYS, FIND_POINT, OWN_POINTS, READ_POINTER, restorePoints, USE_KEYS, WRITE_POINTER } from '#stores/common-permissions';

const POINTS = 'arn:aws:rds:{backup.region}:{backup.account}:snapshot:*';
/** Looking at instances and what belongs to them: RDS tells of all of a region at once. */
const LOOK: Permission = { actions: ['rds:DescribeDBInstanceAutomatedBackups', 'rds:DescribeDBInstances', 'rds:DescribeDBParameters', 'rds:DescribeEvents', 'rds:ListTagsForResource'], on: ['arn:aws:rds:{region}:{account}:*'] };
/** A restored instance has a name of its own until users are on it, and that begins with the lost one's. */
const INSTANCES = 'arn:aws:rds:{region}:{account}:db:{name}*';
const GROUPS = ['og', 'pg', 'secgrp', 'subgrp'].map((kind) => `arn:aws:rds:{region}:{account}:${kind}:*`);

/** What the steps that bring a database back need of AWS. */
export const rdsPermissions: Readonly<Record<string, Needs>> = {
  'rds.find-point': restorer(FIND_POINT),
  'rds.restore-from-backup': restorer(LOOK, DESCRIBE_KEYS, ...restorePoints(POINTS, OWN_POINTS)),
  'rds.restore-to-time': restorer(LOOK, DESCRIBE_KEYS, ...restorePoints(POINTS, OWN_POINTS)),
  'rds.restore-retained': restorer(LOOK, USE_KEYS, { actions: ['rds:AddTagsToResource', 'rds:RestoreDBInstanceToPointInTime'], on: [INSTANCES, 'arn:aws:rds:{region}:{account}:auto-backup:*', ...GROUPS] }),
  'rds.apply-settings': restorer(LOOK, DESCRIBE_KEYS, { actions: ['rds:AddTagsToResource', 'rds:RebootDBInstance'], on: [INSTANCES] }, { actions: ['rds:ModifyDBInstance'], on: [INSTANCES, ...GROUPS] }),
  'rds.set-password': restorer(LOOK, READ_POINTER, USE_KEYS, { actions: ['rds:ModifyDBInstance'], on: [INSTANCES] }),
  'rds.re-point': restorer(LOOK, WRITE_POINTER),
};

function restorer(...permissions: readonly Permission[]): Needs {
  return { 'drill-restorer': permissions };
}
