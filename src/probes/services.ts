import type { ServiceModules } from '#contract/modules';
import { s3Canary } from './s3/canary.ts';
import { s3Content } from './s3/content.ts';
import { s3Points } from './s3/points.ts';
import { s3Posture } from './s3/posture.ts';
import { resolveBucket } from './s3/resolve-bucket.ts';

/** What the probes room knows of each service; beacons and safety copies come from their own rooms. */
export const serviceProbes: ReadonlyMap<string, Pick<ServiceModules, 'service' | 'posture' | 'content' | 'points' | 'canary' | 'resolve'>> = new Map([
  ['s3', { service: 's3', posture: s3Posture, content: s3Content, points: s3Points, canary: s3Canary, resolve: resolveBucket }],
]);
