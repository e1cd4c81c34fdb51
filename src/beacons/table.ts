import type { BeaconModule } from '#contract/modules';
import { bounded } from './bounded.ts';
import { ebsBeacons } from './ebs/beacons.ts';
import { dynamodbBeacons } from './dynamodb/beacons.ts';
import { opensearchBeacons } from './opensearch/beacons.ts';
import { efsBeacons } from './efs/beacons.ts';
import { rdsBeacons } from './rds/beacons.ts';
import { s3Beacons } from './s3/beacons.ts';

/** Beacon writers by service. */
export const beacons: ReadonlyMap<string, BeaconModule> = new Map([
  [ebsBeacons.service, bounded(ebsBeacons)],
  [dynamodbBeacons.service, bounded(dynamodbBeacons)],
  [opensearchBeacons.service, bounded(opensearchBeacons)],
  [efsBeacons.service, bounded(efsBeacons)],
  [rdsBeacons.service, bounded(rdsBeacons)],
  [s3Beacons.service, bounded(s3Beacons)],
]);
