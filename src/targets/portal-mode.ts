import type { AwsAccess } from '#contract/aws';
import { readPointer, writePointer } from './pointer.ts';

/** Beside the entry that leads users to a region: what they may do there. */
export const PORTAL_MODE = '/portal/entry/mode';

/** `read-only`: users look, nothing is written, neither by them nor by the platform's own rounds. */
export type PortalMode = 'open' | 'read-only';

/** What the portal is set to, read in the global region; it is open where nothing is said. */
export async function readPortalMode(access: AwsAccess): Promise<PortalMode> {
  return (await readPointer(access, PORTAL_MODE)) === 'read-only' ? 'read-only' : 'open';
}

/** Opens the portal or makes it read-only. */
export function setPortalMode(access: AwsAccess, mode: PortalMode): Promise<void> {
  return writePointer(access, PORTAL_MODE, mode);
}
