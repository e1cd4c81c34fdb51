import type { Needs, Permission } from '#contract/permissions';
import { KEEP_SAFETY, USE_KEYS, WRITE_POINTER } from '#stores/common-permissions';

/** The ids of file systems are in no plan. */
const SYSTEMS = ['arn:aws:elasticfilesystem:{region}:{account}:file-system/*', 'arn:aws:elasticfilesystem:{region}:{account}:access-point/*'];
const LOOK: Permission = {
  actions: ['elasticfilesystem:DescribeAccessPoints', 'elasticfilesystem:DescribeBackupPolicy', 'elasticfilesystem:DescribeFileSystemPolicy', 'elasticfilesystem:DescribeFileSystems', 'elasticfilesystem:DescribeLifecycleConfiguration', 'elasticfilesystem:DescribeMountTargetSecurityGroups', 'elasticfilesystem:DescribeMountTargets'],
  on: SYSTEMS,
};

/** What breaking a file system needs of AWS. Files are deleted where it is mounted, which no action of AWS is about. */
export const efsFaultPermissions: Readonly<Record<string, Needs>> = {
  'efs.empty-file-system': operator(LOOK),
  'efs.delete-file-system': operator(LOOK, { actions: ['elasticfilesystem:DeleteFileSystem', 'elasticfilesystem:DeleteMountTarget'], on: SYSTEMS }),
};

/** What the harness's own copy of a file system, and its use, need. */
export const efsSafetyPermissions: Needs = operator(
  LOOK, USE_KEYS,
  { actions: ['elasticfilesystem:CreateAccessPoint', 'elasticfilesystem:CreateMountTarget', 'elasticfilesystem:ModifyMountTargetSecurityGroups', 'elasticfilesystem:PutBackupPolicy', 'elasticfilesystem:PutFileSystemPolicy', 'elasticfilesystem:PutLifecycleConfiguration', 'elasticfilesystem:TagResource', 'elasticfilesystem:UpdateFileSystem', 'elasticfilesystem:UpdateFileSystemProtection'], on: SYSTEMS },
  { actions: ['elasticfilesystem:CreateFileSystem'], on: ['*'] },
  ...KEEP_SAFETY, WRITE_POINTER,
);

function operator(...permissions: readonly Permission[]): Needs {
  return { 'drill-operator': permissions };
}
