import type { RunEnd } from '#contract/events';
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
  return error instanceof Error ? error.message : String(error);
}

/** True for errors after which nothing more can be done from here: journal or sandbox are gone. */
export function isLostGround(error: unknown): boolean {
  return error instanceof RedrillError && (error.code.startsWith('record.') || error.code === 'sandbox.lost');
}
