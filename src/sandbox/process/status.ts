import type { SandboxAddress, SandboxStatus } from '#contract/control';
import { runningAddress } from './address-file.ts';
import { controlRequest } from './control-request.ts';

/** What runs on a state folder, or null. Throws when a sandbox runs but does not answer. */
export async function sandboxStatus(state: string): Promise<{ readonly address: SandboxAddress; readonly status: SandboxStatus } | null> {
  const address = runningAddress(state);
  if (!address) return null;
  return { address, status: (await controlRequest(address, 'status')) as SandboxStatus };
}
