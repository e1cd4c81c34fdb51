import { regionFaultsOf } from '../../../regions/region-faults.ts';
import type { SandboxContext } from '../../../service.ts';
import { stateOf } from '../../s3/state.ts';

/** Whether nothing gets from a region to a bucket that a service delivers to. A bucket that is not there is found out by the attempt. */
export function isHeld({ catalogue }: Pick<SandboxContext, 'catalogue'>, bucket: string, region: string): boolean {
  const faults = regionFaultsOf(catalogue);
  return faults.cutOf(region) !== null || faults.holds(region, stateOf(catalogue).buckets.find(bucket)?.region ?? region);
}
