import type { Principal, TargetsPort } from '#contract/aws';
import type { ResolvedConfig } from '#contract/config.schema';
import { readPointer } from './pointer.ts';

/** The parameter in the global region that leads users to a region; it stands for the record in DNS. */
export const ENTRY = '/portal/entry';

/** The region to which users are led; null where nothing leads them. */
export function readEntry({ targets, config }: { readonly targets: Pick<TargetsPort, 'access'>; readonly config: Pick<ResolvedConfig, 'regions'> }, principal: Principal, entry: string = ENTRY): Promise<string | null> {
  return readPointer(targets.access(principal, config.regions.global), entry);
}
