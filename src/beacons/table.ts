import type { BeaconModule } from '#contract/modules';
import { ebsBeacons } from './ebs/beacons.ts';
import { dynamodbBeacons } from './dynamodb/beacons.ts';
import { opensearchBeacons } from './opensearch/beacons.ts';
import { efsBeacons } from './efs/beacons.ts';
import { rdsBeacons } from './rds/beacons.ts';
import { s3Beacons } from './s3/beacons.ts';

/** Beacon writers by service. */
export const beacons: ReadonlyMap<string, BeaconModule> = new Map([
  [ebsBeacons.service, ebsBeacons],
  [dynamodbBeacons.service, dynamodbBeacons],
  [opensearchBeacons.service, opensearchBeacons],
  [efsBeacons.service, efsBeacons],
  [rdsBeacons.service, rdsBeacons],
  [s3Beacons.service, s3Beacons],
]);
