/** Who should act on an error. */
export type Actor = 'user' | 'platform' | 'redrill';

/**
 * The one error class of redrill: a stable code, one sentence (what, where, expected, what to do) and who should act.
 * `exitCode` is what the command line ends with when nothing catches it: 64 usage or config, 5 refused by a guard, 70 a bug.
 */
export class RedrillError extends Error {
  readonly code: string;
  readonly actor: Actor;
  readonly exitCode: number;

  constructor(code: string, message: string, options: { readonly actor?: Actor; readonly exitCode?: number; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'RedrillError';
    this.code = code;
    this.actor = options.actor ?? 'user';
    this.exitCode = options.exitCode ?? (this.actor === 'redrill' ? 70 : 64);
  }
}

/** Bad usage or config: exit 64. */
export function usageError(code: string, message: string, cause?: unknown): RedrillError {
  return new RedrillError(code, message, { actor: 'user', exitCode: 64, ...(cause === undefined ? {} : { cause }) });
}

/** A guard said no: exit 5. */
export function refusal(code: string, message: string, cause?: unknown): RedrillError {
  return new RedrillError(code, message, { actor: 'user', exitCode: 5, ...(cause === undefined ? {} : { cause }) });
}

/** Something that cannot happen did: exit 70. */
export function bug(code: string, message: string, cause?: unknown): RedrillError {
  return new RedrillError(code, message, { actor: 'redrill', exitCode: 70, ...(cause === undefined ? {} : { cause }) });
}
