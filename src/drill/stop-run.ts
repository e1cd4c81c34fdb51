import type { Clock } from '#contract/clock';
import type { RunEnd } from '#contract/events';
import { ioSentence } from '#kit/io-reason';
import { RedrillError } from '#kit/redrill-error';

/** Ends the forward phases of a run on purpose; put-back and conclude still follow. */
export class StopRun extends Error {
  readonly end: Exclude<RunEnd, 'completed' | 'left' | 'interrupted'>;

  constructor(end: StopRun['end'], reason: string, cause?: unknown) {
    super(reason, cause === undefined ? undefined : { cause });
    this.name = 'StopRun';
    this.end = end;
  }
}

/** A second signal, or lost ground (the sandbox is gone): nothing more is done, the run can be resumed. */
export class LeaveRun extends Error {
  readonly end: 'left' | 'interrupted';

  constructor(end: LeaveRun['end'], reason: string, cause?: unknown) {
    super(reason, cause === undefined ? undefined : { cause });
    this.name = 'LeaveRun';
    this.end = end;
  }
}

/** A stable code for any thrown value: our own codes, else the class name. */
export function codeOf(error: unknown): string {
  if (error instanceof RedrillError) return error.code;
  if (error instanceof Error) return error.name;
  return 'unknown';
}

/** The sentence of any thrown value. */
export function messageOf(error: unknown): string {
  return ioSentence(error) ?? (error instanceof Error ? error.message : String(error));
}

/** True for errors after which nothing more can be done from here: journal or sandbox are gone. */
export function isLostGround(error: unknown): boolean {
  return error instanceof RedrillError && (error.code.startsWith('record.') || error.code === 'sandbox.lost');
}

/**
 * The error itself, or the loss of ground behind it. When the sandbox is gone every call fails in words of its own (connection refused, no answer):
 * taken at face value they would end a step, a reading or the put-back for good, where the run only waits to be resumed.
 */
export async function groundOf(clock: Clock, error: unknown): Promise<unknown> {
  if (isLostGround(error)) return error;
  try {
    await clock.sleep(0);
    return error;
  } catch (lost) {
    return isLostGround(lost) ? lost : error;
  }
}

/** Throws when the sandbox is gone; for readings that answer "unknown" instead of failing. */
export async function mustStand(clock: Clock): Promise<void> {
  await clock.sleep(0);
}
