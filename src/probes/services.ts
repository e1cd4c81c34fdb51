import type { ServiceModules } from '#contract/modules';
import { ebsCanary } from './ebs/canary.ts';
import { ebsContent } from './ebs/content.ts';
import { ebsPoints } from './ebs/points.ts';
import { ebsPosture } from './ebs/posture.ts';
import { resolveVolume } from './ebs/resolve-volume.ts';
import { dynamodbCanary } from './dynamodb/canary.ts';
import { dynamodbContent } from './dynamodb/content.ts';
import { dynamodbPoints } from './dynamodb/points.ts';
import { dynamodbPosture } from './dynamodb/posture.ts';
import { resolveTable } from './dynamodb/resolve-table.ts';
import { opensearchCanary } from './opensearch/canary.ts';
import { inLineWithDatabase } from './opensearch/in-line-with-database.ts';
import { opensearchContent } from './opensearch/content.ts';
import { opensearchPoints } from './opensearch/points.ts';
import { opensearchPosture } from './opensearch/posture.ts';
import { resolveDomain } from './opensearch/resolve-domain.ts';
import { efsCanary } from './efs/canary.ts';
import { efsContent } from './efs/content.ts';
import { efsPoints } from './efs/points.ts';
import { efsPosture } from './efs/posture.ts';
import { resolveFileSystem } from './efs/resolve-file-system.ts';
import { rdsCanary } from './rds/canary.ts';
import { rdsContent } from './rds/content.ts';
import { postgresWitnesses } from './rds/postgres-witnesses.ts';
import { rdsPoints } from './rds/points.ts';
import { rdsPosture } from './rds/posture.ts';
import { resolveInstance } from './rds/resolve-instance.ts';
import { whereUsersAre } from './region/where-users-are.ts';
import { s3Canary } from './s3/canary.ts';
import { s3Content } from './s3/content.ts';
import { s3Points } from './s3/points.ts';
import { s3Posture } from './s3/posture.ts';
import { resolveBucket } from './s3/resolve-bucket.ts';

/** What the probes room knows of each service; beacons and safety copies come from their own rooms. */
export const serviceProbes: ReadonlyMap<string, Pick<ServiceModules, 'service' | 'models' | 'posture' | 'content' | 'points' | 'canary' | 'resolve' | 'inLineWith' | 'witnesses'>> = new Map([
  ['ebs', { service: 'ebs', models: { backup: 'backup-ebs', restore: 'restore-ebs' }, posture: ebsPosture, content: ebsContent, points: ebsPoints, canary: whereUsersAre(ebsCanary), resolve: resolveVolume }],
  ['dynamodb', { service: 'dynamodb', models: { backup: 'backup-dynamodb', restore: 'dynamodb-restore' }, posture: dynamodbPosture, content: dynamodbContent, points: dynamodbPoints, canary: whereUsersAre(dynamodbCanary), resolve: resolveTable }],
  ['opensearch', { service: 'opensearch', models: { backup: 'opensearch-snapshot', restore: 'opensearch-reindex' }, posture: opensearchPosture, content: opensearchContent, points: opensearchPoints, canary: whereUsersAre(opensearchCanary), resolve: resolveDomain, inLineWith: inLineWithDatabase }],
  ['efs', { service: 'efs', models: { backup: 'backup-efs', restore: 'restore-efs' }, posture: efsPosture, content: efsContent, points: efsPoints, canary: whereUsersAre(efsCanary), resolve: resolveFileSystem }],
  ['rds', { service: 'rds', models: { backup: 'backup-rds', restore: 'rds-restore' }, posture: rdsPosture, content: rdsContent, points: rdsPoints, canary: whereUsersAre(rdsCanary), resolve: resolveInstance, witnesses: postgresWitnesses }],
  ['s3', { service: 's3', models: { backup: 's3-copy', restore: 's3-copy' }, posture: s3Posture, content: s3Content, points: s3Points, canary: whereUsersAre(s3Canary), resolve: resolveBucket }],
]);
