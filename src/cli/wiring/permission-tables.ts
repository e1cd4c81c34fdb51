import type { PermissionTables } from '#contract/permissions';
import { faultPermissions, safetyPermissions } from '#faults/permissions';
import { lookPermissions } from '#probes/permissions';
import { stepPermissions } from '#restores/permissions';
import { alwaysPermissions } from '#targets/permissions';

/** What everything that a drill is made of needs of AWS. */
export const permissionTables: PermissionTables = { faults: faultPermissions, steps: stepPermissions, safetyCopies: safetyPermissions, looks: lookPermissions, always: alwaysPermissions };
