import type { Needs, Permission } from '#contract/permissions';
import { DESCRIBE_KEYS, FIND_POINT, OWN_POINTS, restorePoints, USE_KEYS, WRITE_POINTER } from '#stores/common-permissions';

const POINTS = 'arn:aws:ec2:{backup.region}::snapshot/*';
/** The ids of volumes are in no plan; looking has no resource at all. */
const HERE = 'arn:aws:ec2:{region}:{account}:*';
const LOOK: Permission = { actions: ['ec2:DescribeVolumeStatus', 'ec2:DescribeVolumes', 'ec2:ListVolumesInRecycleBin'], on: ['*'] };

/** What the steps that bring a volume back need of AWS. */
export const ebsPermissions: Readonly<Record<string, Needs>> = {
  'ebs.find-point': restorer(FIND_POINT),
  'ebs.look-in-recycle-bin': restorer(LOOK),
  'ebs.restore-from-recycle-bin': restorer(LOOK, USE_KEYS, { actions: ['ec2:RestoreVolumeFromRecycleBin'], on: [HERE] }),
  'ebs.restore-from-backup': restorer(LOOK, DESCRIBE_KEYS, ...restorePoints(POINTS, OWN_POINTS)),
  'ebs.initialise': restorer(LOOK),
  'ebs.apply-settings': restorer(LOOK, { actions: ['ec2:CreateTags', 'ec2:DeleteTags', 'ec2:ModifyVolume'], on: [HERE] }),
  'ebs.attach': restorer(LOOK, USE_KEYS, { actions: ['ec2:AttachVolume', 'ec2:DetachVolume'], on: [HERE] }),
  'ebs.re-point': restorer(LOOK, WRITE_POINTER),
};

function restorer(...permissions: readonly Permission[]): Needs {
  return { 'drill-restorer': permissions };
}
