import { chmodSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SandboxAddress } from '#contract/control';
import { isAlive } from './process-identity.ts';

/** Writes `<state>/sandbox.json`, whole or not at all, for its owner only. */
export function writeAddress(state: string, address: SandboxAddress): void {
  const file = addressFile(state);
  writeFileSync(`${file}.new`, `${JSON.stringify(address, null, 2)}\n`, { mode: 0o600 });
  chmodSync(`${file}.new`, 0o600);
  renameSync(`${file}.new`, file);
}

/** The address of the sandbox that runs on this state folder, or null. A file left by a killed sandbox is removed. */
export function runningAddress(state: string): SandboxAddress | null {
  const address = readAddress(state);
  if (address === null) return null;
  if (isAlive(address)) return address;
  removeAddress(state, address);
  return null;
}

/** Removes the file if it still describes this sandbox. */
export function removeAddress(state: string, address: SandboxAddress): void {
  const now = readAddress(state);
  if (now?.pid === address.pid && now.pidStartedAt === address.pidStartedAt) rmSync(addressFile(state), { force: true });
}

function readAddress(state: string): SandboxAddress | null {
  try {
    return JSON.parse(readFileSync(addressFile(state), 'utf8')) as SandboxAddress;
  } catch {
    // no sandbox was ever up here, or the file is not ours to understand: the state lock decides in the end
    return null;
  }
}

function addressFile(state: string): string {
  return join(state, 'sandbox.json');
}
