import type { ServiceModules } from '#contract/modules';
import { rdsCanary } from './rds/canary.ts';
import { rdsContent } from './rds/content.ts';
import { postgresWitnesses } from './rds/postgres-witnesses.ts';
import { rdsPoints } from './rds/points.ts';
import { rdsPosture } from './rds/posture.ts';
import { resolveInstance } from './rds/resolve-instance.ts';
import { s3Canary } from './s3/canary.ts';
import { s3Content } from './s3/content.ts';
import { s3Points } from './s3/points.ts';
import { s3Posture } from './s3/posture.ts';
import { resolveBucket } from './s3/resolve-bucket.ts';

/** What the probes room knows of each service; beacons and safety copies come from their own rooms. */
export const serviceProbes: ReadonlyMap<string, Pick<ServiceModules, 'service' | 'models' | 'posture' | 'content' | 'points' | 'canary' | 'resolve' | 'witnesses'>> = new Map([
  ['rds', { service: 'rds', models: { backup: 'backup-rds', restore: 'rds-restore' }, posture: rdsPosture, content: rdsContent, points: rdsPoints, canary: rdsCanary, resolve: resolveInstance, witnesses: postgresWitnesses }],
  ['s3', { service: 's3', models: { backup: 's3-copy', restore: 's3-copy' }, posture: s3Posture, content: s3Content, points: s3Points, canary: s3Canary, resolve: resolveBucket }],
]);
