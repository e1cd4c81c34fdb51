import type { Needs, Permission } from '#contract/permissions';
import { DESCRIBE_KEYS, FIND_POINT, OWN_POINTS, restorePoints, WRITE_POINTER } from '#stores/common-permissions';

/** The ids of file systems are in no plan. */
const SYSTEMS = ['arn:aws:elasticfilesystem:{region}:{account}:file-system/*', 'arn:aws:elasticfilesystem:{region}:{account}:access-point/*'];
const LOOK: Permission = {
  actions: ['elasticfilesystem:DescribeAccessPoints', 'elasticfilesystem:DescribeBackupPolicy', 'elasticfilesystem:DescribeFileSystemPolicy', 'elasticfilesystem:DescribeFileSystems', 'elasticfilesystem:DescribeLifecycleConfiguration', 'elasticfilesystem:DescribeMountTargetSecurityGroups', 'elasticfilesystem:DescribeMountTargets'],
  on: SYSTEMS,
};
const SETTINGS = ['elasticfilesystem:CreateAccessPoint', 'elasticfilesystem:CreateMountTarget', 'elasticfilesystem:ModifyMountTargetSecurityGroups', 'elasticfilesystem:PutBackupPolicy', 'elasticfilesystem:PutFileSystemPolicy', 'elasticfilesystem:PutLifecycleConfiguration', 'elasticfilesystem:TagResource', 'elasticfilesystem:UpdateFileSystem', 'elasticfilesystem:UpdateFileSystemProtection'];

/** What the steps that bring a file system back need of AWS. Files are moved where it is mounted, which no action of AWS is about. */
export const efsPermissions: Readonly<Record<string, Needs>> = {
  'efs.find-point': restorer(FIND_POINT),
  'efs.restore-from-backup': restorer(LOOK, DESCRIBE_KEYS, ...restorePoints(OWN_POINTS)),
  'efs.move-out': restorer(LOOK),
  'efs.apply-settings': restorer(LOOK, { actions: SETTINGS, on: SYSTEMS }),
  'efs.re-point': restorer(LOOK, WRITE_POINTER),
};

function restorer(...permissions: readonly Permission[]): Needs {
  return { 'drill-restorer': permissions };
}
