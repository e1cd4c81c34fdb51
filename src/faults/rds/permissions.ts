import type { Needs, Permission } from '#contract/permissions';
import { KEEP_SAFETY, USE_KEYS, WRITE_POINTER } from '#stores/common-permissions';

const HERE = 'arn:aws:rds:{region}:{account}';
const LOOK: Permission = { actions: ['rds:DescribeDBInstanceAutomatedBackups', 'rds:DescribeDBInstances', 'rds:DescribeDBParameters', 'rds:DescribeDBSnapshots', 'rds:DescribeEvents', 'rds:ListTagsForResource'], on: [`${HERE}:*`] };
/** An earlier recovery may have left the store under a name that begins with the documented one. */
const INSTANCES = `${HERE}:db:{name}*`;
const OWN_SNAPSHOTS = `${HERE}:snapshot:redrill-*`;
const GROUPS = ['og', 'pg', 'secgrp', 'subgrp'].map((kind) => `${HERE}:${kind}:*`);

/** What breaking a database needs of AWS. */
export const rdsFaultPermissions: Readonly<Record<string, Needs>> = {
  'rds.delete-instance': operator(LOOK, { actions: ['rds:DeleteDBInstance'], on: [INSTANCES] }),
};

/** What the harness's own copy of a database, and its use, need. */
export const rdsSafetyPermissions: Needs = operator(
  LOOK, USE_KEYS,
  { actions: ['rds:CreateDBSnapshot'], on: [OWN_SNAPSHOTS, INSTANCES] },
  { actions: ['rds:DeleteDBSnapshot'], on: [OWN_SNAPSHOTS] },
  { actions: ['rds:AddTagsToResource', 'rds:RemoveTagsFromResource'], on: [OWN_SNAPSHOTS, INSTANCES] },
  { actions: ['rds:DeleteDBInstance', 'rds:RebootDBInstance'], on: [INSTANCES] },
  { actions: ['rds:ModifyDBInstance'], on: [INSTANCES, ...GROUPS] },
  { actions: ['rds:RestoreDBInstanceFromDBSnapshot'], on: [INSTANCES, OWN_SNAPSHOTS, ...GROUPS] },
  ...KEEP_SAFETY, WRITE_POINTER,
);

function operator(...permissions: readonly Permission[]): Needs {
  return { 'drill-operator': permissions };
}
