import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ControlPort } from '#contract/aws';
import type { Clock } from '#contract/clock';
import type { ResolvedConfig } from '#contract/config.schema';
import type { SandboxAddress, SandboxKeys } from '#contract/control';
import { EXIT } from '#contract/errors';
import { RedrillError, usageError } from '#kit/redrill-error';
import { startSandbox } from '#sandbox/process/up';
import { connectSandboxClock } from '#targets/sandbox-clock';
import type { DerivedAccess } from '#scenario/derive-access';
import { grantDrillAccess } from './grant-drill-access.ts';
import type { SeedSize } from './seed-size.ts';
import { setUpEngines } from './set-up-engines.ts';
import { startPlatform } from '../../../fixtures/platform/process.ts';
import { seedPlatform } from '../../../fixtures/platform/seed.ts';
import type { SeedResult } from '../../../fixtures/platform/seed.ts';

/** A running, seeded sandbox with this process as a participant of its drill time. */
export interface SandboxSession {
  readonly state: string;
  readonly address: SandboxAddress;
  readonly keys: SandboxKeys;
  readonly clock: Clock;
  readonly control: ControlPort;
  close(): Promise<void>;
}

export interface SessionInput {
  readonly state: string;
  readonly config: ResolvedConfig;
  /** What the roles of drills are given, in place of the full access of a new account; null leaves them as they are. */
  readonly access: DerivedAccess | null;
  /** Words about what takes long: starting, seeding. */
  say(text: string): void;
  readonly signal?: AbortSignal;
  /** Sizes of the seed of an empty account. */
  readonly seed?: SeedSize;
}

/** Starts sandbox and platform when they are not up, seeds an empty account, and joins drill time. Both stay up afterwards. */
export async function openSession(input: SessionInput): Promise<SandboxSession> {
  const session = await joinSandbox(input);
  try {
    if (!isSeeded(input.state)) await seedSandbox(session, input);
    return session;
  } catch (error) {
    await session.close();
    if (input.signal?.aborted !== true) throw error;
    throw new RedrillError('seed.stopped', `stopped by ${String(input.signal.reason)} while the account was being filled; nothing was drilled. Where the half-filled account stays, delete it with "redrill sandbox down --delete" before you begin again`, { exitCode: EXIT.aborted, cause: error });
  }
}

/** Starts what is not up and joins drill time, without looking at the account. */
export async function joinSandbox({ state, config, access, say }: SessionInput): Promise<SandboxSession> {
  const address = await startSandbox({ state });
  if (address.started) say(`sandbox up at ${address.endpoint}, state in ${state}`);
  await startPlatform(state);
  // The model of durations needs a clock that jumps; at real pace this process takes part without letting time jump.
  const role = config.target.kind === 'sandbox' && config.target.pace === 'real' ? 'platform' : 'harness';
  const told = new Set<string>();
  const onStall = (stall: { readonly awakeTasks: readonly string[]; readonly awakeParticipants: readonly string[] }): void => {
    const text = `  drill time stands still while real work goes on (${[...stall.awakeTasks, ...stall.awakeParticipants].join(', ')})`;
    // Long work stalls it again and again; once is enough to know why.
    if (!told.has(text)) say(text);
    told.add(text);
  };
  const joined = await connectSandboxClock({ address, name: `redrill ${process.pid}`, role, onStall });
  // At real pace nothing is modelled; a sandbox that was made quick for other clients is as AWS again for a drill.
  try {
    await joined.control.call('durations', { factor: role === 'harness' ? 1 : 0 });
    const keys = sandboxKeys(state);
    if (access !== null) await grantDrillAccess({ config, address, keys, clock: joined.clock }, access).catch(notGranted);
    return { state, address, keys, clock: joined.clock, control: joined.control, close: () => joined.close() };
  } catch (error) {
    // Still connected, this process would never end.
    await joined.close();
    throw error;
  }
}

/** What the account answered is told as its answer; anything else stays what it is. */
function notGranted(error: unknown): never {
  if (!(error instanceof Error && '$metadata' in error)) throw error;
  throw new RedrillError('sandbox.access', `the roles of drills could not be given their rights: ${error.name}: ${error.message}`, { actor: 'platform', cause: error });
}

/** Fills an empty account with the reference platform and its history. The marker is written last, so that half a seed is never drilled. */
export async function seedSandbox(session: Pick<SandboxSession, 'state' | 'clock'>, input: SessionInput): Promise<SeedResult> {
  const { state, clock } = session;
  if (existsSync(begunMarkerOf(state)) && !isSeeded(state)) throw usageError('seed.half', `the sandbox in ${state} was seeded only in part, as that was interrupted; delete it with "redrill sandbox down --delete" and begin again`);
  await setUpEngines({ config: input.config, say: input.say, ...(input.seed?.stores === undefined ? {} : { stores: input.seed.stores }) });
  if (!isSeeded(state)) writeFileSync(begunMarkerOf(state), `${clock.nowIso()}\n`);
  const seeded = await seedPlatform({ state, clock, harness: { ...input.config.harness, ...(input.config.evidence?.anchor ? { anchor: input.config.evidence.anchor } : {}) }, seed: input.config.seed, onProgress: input.say, ...input.seed, ...(input.signal ? { signal: input.signal } : {}) });
  writeFileSync(markerOf(state), `${JSON.stringify(seeded)}\n`);
  return seeded;
}

/** Whether the account was filled to the end. */
export function isSeeded(state: string): boolean {
  return existsSync(markerOf(state));
}

/** The keys of the sandbox's principals. */
export function sandboxKeys(state: string): SandboxKeys {
  const file = join(state, 'credentials.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as SandboxKeys;
  } catch (error) {
    throw usageError('sandbox.credentials', `${file} cannot be read (${error instanceof Error ? error.message : String(error)}); start the sandbox with "redrill sandbox up"`, error);
  }
}

function markerOf(state: string): string {
  return join(state, 'platform', 'seeded.json');
}

function begunMarkerOf(state: string): string {
  return join(state, 'platform', 'seed-begun');
}
