import type { Needs, Permission } from '#contract/permissions';
import { KEEP_SAFETY, USE_KEYS, WRITE_POINTER } from '#stores/common-permissions';

/** The ids of volumes are in no plan, and snapshots belong to no account in their ARNs. */
const HERE = ['arn:aws:ec2:{region}:{account}:*', 'arn:aws:ec2:{region}::snapshot/*'];
const LOOK: Permission = { actions: ['ec2:DescribeSnapshots', 'ec2:DescribeVolumeStatus', 'ec2:DescribeVolumes', 'ec2:ListVolumesInRecycleBin'], on: ['*'] };
const RULES: Permission = { actions: ['rbin:GetRule', 'rbin:ListRules'], on: ['arn:aws:rbin:{region}:{account}:rule/*'] };

/** What breaking a volume needs of AWS. */
export const ebsFaultPermissions: Readonly<Record<string, Needs>> = {
  'ebs.delete-volume': operator(LOOK, RULES, { actions: ['ec2:DeleteTags', 'ec2:DeleteVolume', 'ec2:DetachVolume'], on: HERE }),
};

/** What the harness's own copy of a volume, and its use, need. */
export const ebsSafetyPermissions: Needs = operator(
  LOOK, USE_KEYS,
  { actions: ['ec2:AttachVolume', 'ec2:CreateSnapshot', 'ec2:CreateTags', 'ec2:CreateVolume', 'ec2:DeleteSnapshot', 'ec2:DeleteTags', 'ec2:DetachVolume'], on: HERE },
  ...KEEP_SAFETY, WRITE_POINTER,
);

function operator(...permissions: readonly Permission[]): Needs {
  return { 'drill-operator': permissions };
}
