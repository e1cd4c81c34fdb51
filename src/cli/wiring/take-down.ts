import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { usageError } from '#kit/redrill-error';
import { stopSandbox } from '#sandbox/process/down';
import { stopPlatform } from '../../../fixtures/platform/process.ts';

/** Stops platform and sandbox of a state folder, and deletes the folder if asked. True when a sandbox was running. */
export async function takeDown(state: string, how: { readonly deleteState: boolean }): Promise<boolean> {
  await stopPlatform(state);
  const { stopped } = await stopSandbox(state);
  if (how.deleteState && existsSync(state)) {
    if (!isSandboxState(state)) throw usageError('sandbox.not-a-state', `${state} is no state folder of a sandbox (it has no credentials.json), so it is not deleted; look at it yourself`);
    rmSync(state, { recursive: true });
  }
  return stopped;
}

/** Whether a sandbox was ever up on this folder; nothing else is ever deleted. */
export function isSandboxState(state: string): boolean {
  return existsSync(join(state, 'credentials.json'));
}
