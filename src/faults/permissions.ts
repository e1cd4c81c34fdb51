import type { Needs } from '#contract/permissions';
import { dynamodbFaultPermissions, dynamodbSafetyPermissions } from './dynamodb/permissions.ts';
import { ebsFaultPermissions, ebsSafetyPermissions } from './ebs/permissions.ts';
import { efsFaultPermissions, efsSafetyPermissions } from './efs/permissions.ts';
import { opensearchFaultPermissions, opensearchSafetyPermissions } from './opensearch/permissions.ts';
import { rdsFaultPermissions, rdsSafetyPermissions } from './rds/permissions.ts';
import { regionFaultPermissions } from './region/permissions.ts';
import { s3FaultPermissions, s3SafetyPermissions } from './s3/permissions.ts';

/** What each fault needs of AWS, by its id. A fault on the control port (a region that is cut) needs nothing. */
export const faultPermissions: ReadonlyMap<string, Needs> = new Map(Object.entries({
  ...dynamodbFaultPermissions, ...ebsFaultPermissions, ...efsFaultPermissions, ...opensearchFaultPermissions, ...rdsFaultPermissions, ...regionFaultPermissions, ...s3FaultPermissions,
}));

/** What the harness's own copies need, by service. */
export const safetyPermissions: ReadonlyMap<string, Needs> = new Map(Object.entries({
  dynamodb: dynamodbSafetyPermissions, ebs: ebsSafetyPermissions, efs: efsSafetyPermissions, opensearch: opensearchSafetyPermissions, rds: rdsSafetyPermissions, s3: s3SafetyPermissions,
}));
