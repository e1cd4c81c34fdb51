import { regionFaultsOf } from '../../regions/region-faults.ts';
import type { SandboxContext } from '../../service.ts';
import { errors } from './errors.ts';

/** Refuses to launch instances of a domain in a region that has none. */
export function requireCapacity({ catalogue, time }: Pick<SandboxContext, 'catalogue' | 'time'>, region: string): void {
  if (regionFaultsOf(catalogue).lacksCapacity(region, time.nowMicros())) throw errors.noCapacity(region);
}
