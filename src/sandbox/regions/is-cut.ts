import type { RegionFaults } from './region-faults.ts';

/** What somebody reaches for, and from where. */
export interface Reach {
  /** Everything that must be reached: the endpoint's region and, for S3, the region where the bucket lies. */
  readonly regions: readonly string[];
  /** Region that the caller is in: a process of the platform that says so, or `service` for what AWS runs there; null: outside of all. */
  readonly from: { readonly region: string; readonly as: 'client' | 'service' } | null;
}

/** What the network does to a call that does not get through. */
export type Lost = 'refuse' | 'black-hole';

/** Whether a call is cut off, and how it ends then. Inside a cut region services go on always, clients while it is a partition; nothing leaves it. */
export function isCut({ regions, from }: Reach, faults: Pick<RegionFaults, 'cutOf'>): Lost | null {
  for (const region of regions) {
    const inside = from?.region === region;
    const there = faults.cutOf(region);
    if (there !== null && !(inside && (from.as === 'service' || there === 'partition'))) return lost(there);
    const here = from === null || inside ? null : faults.cutOf(from.region);
    if (here !== null) return lost(here);
  }
  return null;
}

function lost(how: NonNullable<ReturnType<RegionFaults['cutOf']>>): Lost {
  return how === 'refuse' ? 'refuse' : 'black-hole';
}
