import type { StoreConfig } from '#contract/config.schema';
import type { Dependency } from '#contract/events';

/** A store, and the regions that go. */
export interface Struck {
  readonly store: StoreConfig;
  readonly regions: readonly string[];
}

/** Whether what lies in a region goes with it; what has no region stays. */
export function goes({ regions }: Struck, region: string | null): boolean {
  return region !== null && regions.includes(region);
}

/** A look that fails says so, and hides no other one. */
export async function looked(what: Pick<Dependency, 'store' | 'kind' | 'what' | 'region'>, look: () => Promise<Dependency | readonly Dependency[]>): Promise<readonly Dependency[]> {
  try {
    return [await look()].flat();
  } catch (error) {
    return [{ ...what, lost: null, detail: `could not be looked at: ${error instanceof Error ? error.message : String(error)}` }];
  }
}
