import type { BeaconModule } from '#contract/modules';
import { rdsBeacons } from './rds/beacons.ts';
import { s3Beacons } from './s3/beacons.ts';

/** Beacon writers by service. */
export const beacons: ReadonlyMap<string, BeaconModule> = new Map([
  [rdsBeacons.service, rdsBeacons],
  [s3Beacons.service, s3Beacons],
]);
