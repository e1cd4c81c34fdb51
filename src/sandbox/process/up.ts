import { spawn, type ChildProcess } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import type { SandboxAddress } from '#contract/control';
import { RedrillError } from '#kit/redrill-error';
import { realSleep } from '#kit/wall-clock';
import { runningAddress } from './address-file.ts';
import { readAnnouncement } from './announce.ts';
import { controlRequest } from './control-request.ts';
import { prepareState } from './prepare-state.ts';
import { refuseTakenPort } from './refuse-taken-port.ts';

export interface UpInput {
  readonly state: string;
  readonly port?: number;
  /** What to do when one runs on this state already; default: return it. */
  readonly running?: 'return' | 'refuse';
}

const START_DEADLINE_MS = 30_000;

/**
 * Starts the sandbox as a process of its own that outlives the caller, and returns once it answers. Throws RedrillError with one clear
 * sentence for a port in use, a state folder that is full, unwritable or held by another sandbox.
 */
export async function startSandbox({ state, port, running = 'return' }: UpInput): Promise<SandboxAddress & { readonly started: boolean }> {
  const there = await answering(state);
  if (there) return already(there, { state, port, running });
  if (port !== undefined) await refuseTakenPort(port);
  prepareState(state);
  const child = spawnMain(state, port);
  const announcement = await announced(child);
  const address = announcement?.ready ? runningAddress(state) : null;
  if (address) return { ...address, started: true };
  // two starters at once: the other one's sandbox holds the state by now
  const other = announcement?.ready === false && announcement.code === 'sandbox.state-in-use' ? await appearing(state) : null;
  if (other) return already(other, { state, port, running });
  if (announcement?.ready === false) throw new RedrillError(announcement.code, announcement.message);
  throw new RedrillError('sandbox.died', `the sandbox ended before it answered (exit ${child.exitCode ?? child.signalCode ?? 'unknown'}): see ${state}/sandbox.log`);
}

function already(address: SandboxAddress, { state, port, running }: Required<Pick<UpInput, 'state' | 'running'>> & { readonly port: number | undefined }): SandboxAddress & { readonly started: boolean } {
  if (running === 'refuse') throw new RedrillError('sandbox.running', `a sandbox already runs on ${state} (pid ${address.pid}, ${address.endpoint}): use it, or stop it with "redrill sandbox down"`);
  if (port !== undefined && port !== 0 && port !== Number(new URL(address.endpoint).port)) {
    throw new RedrillError('sandbox.other-port', `a sandbox already runs on ${state} at ${address.endpoint}, not on port ${port}: stop it with "redrill sandbox down" first`);
  }
  return { ...address, started: false };
}

/** A live process that does not answer is still starting or ending; it gets a moment. */
async function answering(state: string): Promise<SandboxAddress | null> {
  const address = runningAddress(state);
  if (!address) return null;
  try {
    await controlRequest(address, 'status');
    return address;
  } catch (cause) {
    if (runningAddress(state) === null) return null;
    throw new RedrillError('sandbox.silent', `the sandbox on ${state} (pid ${address.pid}) runs but does not answer: stop it with "redrill sandbox down" and start it again`, { cause });
  }
}

async function appearing(state: string): Promise<SandboxAddress | null> {
  for (let waitedMs = 0; waitedMs < 5000; waitedMs += 50) {
    const address = runningAddress(state);
    if (address) return address;
    await realSleep(50);
  }
  return null;
}

/** From sources the child needs the condition that resolves `#room/file` to `.ts`; from dist it must not have it. */
function spawnMain(state: string, port: number | undefined): ChildProcess {
  const fromSource = import.meta.filename.endsWith('.ts');
  const main = new URL(fromSource ? '../main.ts' : '../main.js', import.meta.url).pathname;
  const child = spawn(process.execPath, [...(fromSource ? ['--conditions=redrill-source'] : []), decodeURIComponent(main), '--state', state, ...(port === undefined ? [] : ['--port', String(port)])], {
    cwd: '/',
    detached: true,
    env: scrubbed(process.env),
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  child.unref();
  return child;
}

async function announced(child: ChildProcess): Promise<ReturnType<typeof readAnnouncement>> {
  const line = child.stdio[3] as Readable;
  const failed = new Promise<never>((_resolve, reject) => child.once('error', (cause) => reject(new RedrillError('sandbox.spawn', `the sandbox's process could not be started: ${cause.message}`, { cause }))));
  const deadline = new AbortController();
  const late = realSleep(START_DEADLINE_MS, deadline.signal).then(
    () => { throw new RedrillError('sandbox.slow-start', `the sandbox did not answer within ${START_DEADLINE_MS / 1000} s (pid ${child.pid ?? 'unknown'})`); },
    // it answered in time
    () => new Promise<never>(() => undefined),
  );
  try {
    return readAnnouncement(await Promise.race([text(line), failed, late]));
  } finally {
    deadline.abort();
    line.destroy();
  }
}

/** Nothing of the caller's Node or AWS settings may change the sandbox. */
function scrubbed(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => name !== 'NODE_OPTIONS' && !name.startsWith('AWS_')));
}
