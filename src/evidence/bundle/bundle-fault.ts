import { RedrillError } from '#kit/redrill-error';

/** The bundle is not what was signed, or contradicts itself: `redrill verify` ends with 1. */
export function invalid(sentence: string, cause?: unknown): RedrillError {
  return new RedrillError('bundle.invalid', sentence, { exitCode: 1, ...(cause === undefined ? {} : { cause }) });
}

/** Nothing can be said of the bundle: `redrill verify` ends with 2. */
export function unchecked(sentence: string, cause?: unknown): RedrillError {
  return new RedrillError('bundle.unchecked', sentence, { exitCode: 2, ...(cause === undefined ? {} : { cause }) });
}
