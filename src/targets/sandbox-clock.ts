import type { ControlPort } from '#contract/aws';
import type { Clock } from '#contract/clock';
import type { SandboxAddress } from '#contract/control';
import { connectControl, type ControlClient } from './control-client.ts';
import { DrillTimeParticipant, type Stall } from './drill-time-participant.ts';

export interface SandboxClockInput {
  readonly address: Pick<SandboxAddress, 'controlPort' | 'token'>;
  readonly name: string;
  /** harness lets time jump, platform takes part; an observer cannot sleep on drill time. */
  readonly role: 'harness' | 'platform';
  /** Called once per stall: 2 s of real time without a park although somebody sleeps; names who is awake. */
  readonly onStall?: (stall: Stall) => void;
}

export interface SandboxClock {
  readonly clock: Clock;
  readonly control: ControlPort;
  close(): Promise<void>;
  /** Resolves when the sandbox is gone; every sleep then rejects with `sandbox.lost`. */
  readonly lost: Promise<void>;
}

/** Joins drill time over the control port: when all tasks of this process are idle it parks, and wakes when the sandbox says so. */
export async function connectSandboxClock({ address, name, role, onStall }: SandboxClockInput): Promise<SandboxClock> {
  let participant: DrillTimeParticipant | null = null;
  const client: ControlClient = await connectControl({ address, name, role, onPush: (event) => participant?.wake(event) });
  const joined = new DrillTimeParticipant({ client, role, onStall: onStall ?? null });
  participant = joined;
  void client.closed.then(() => joined.lose());
  return { clock: joined.clock(), control: { call: (method, params) => client.call(method, params) }, lost: client.closed, close: () => client.close() };
}
