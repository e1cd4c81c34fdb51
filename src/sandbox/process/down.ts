import type { SandboxAddress } from '#contract/control';
import { RedrillError } from '#kit/redrill-error';
import { realSleep } from '#kit/wall-clock';
import { removeAddress, runningAddress } from './address-file.ts';
import { controlRequest } from './control-request.ts';
import { isAlive, signalProcess } from './process-identity.ts';

/** A sandbox that has heard it ends the job at work and its database servers first. */
const HEARD_PATIENCE_MS = 45_000;

/** Stops the sandbox of a state folder: asks it, then SIGTERM, then SIGKILL, always exactly that process. Nothing acknowledged is lost either way. */
export async function stopSandbox(state: string): Promise<{ readonly stopped: boolean }> {
  const address = runningAddress(state);
  if (!address) return { stopped: false };
  if (!(await gone(address, (await asked(address)) ? HEARD_PATIENCE_MS : 5000))) signalProcess(address, 'SIGTERM');
  if (!(await gone(address, 3000))) signalProcess(address, 'SIGKILL');
  if (!(await gone(address, 3000))) throw new RedrillError('sandbox.will-not-stop', `the sandbox of ${state} (pid ${address.pid}) does not end, not even killed: look at the process`);
  removeAddress(state, address);
  return { stopped: true };
}

/** False when it does not answer any more; the signals end it then. */
async function asked(address: SandboxAddress): Promise<boolean> {
  try {
    await controlRequest(address, 'shutdown', { timeoutMs: 3000 });
    return true;
  } catch {
    // whatever the reason, the caller ends it by its pid
    return false;
  }
}

async function gone(address: SandboxAddress, patienceMs: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += 20) {
    if (!isAlive(address)) return true;
    await realSleep(20);
  }
  return !isAlive(address);
}
