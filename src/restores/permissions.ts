import type { Needs } from '#contract/permissions';
import { dynamodbPermissions } from './dynamodb/permissions.ts';
import { ebsPermissions } from './ebs/permissions.ts';
import { efsPermissions } from './efs/permissions.ts';
import { opensearchPermissions } from './opensearch/permissions.ts';
import { rdsPermissions } from './rds/permissions.ts';
import { regionPermissions } from './region/permissions.ts';
import { s3Permissions } from './s3/permissions.ts';

/** What each step needs of AWS, by its id: the policies that it runs under are made from this. */
export const stepPermissions: ReadonlyMap<string, Needs> = new Map(Object.entries({
  ...dynamodbPermissions, ...ebsPermissions, ...efsPermissions, ...opensearchPermissions, ...rdsPermissions, ...regionPermissions, ...s3Permissions,
}));
