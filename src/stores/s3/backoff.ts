import { randomToken } from '#kit/ids';
import { seededRandom } from '#kit/random';

/** How often and how patiently failed requests are sent again; milliseconds. */
export interface RetryPolicy {
  /** Attempts after resets, timeouts and 5xx. */
  readonly attempts: number;
  /** Attempts after throttling, which says "later", not "never". */
  readonly throttledAttempts: number;
  readonly baseMs: number;
  readonly capMs: number;
}

export const DEFAULT_RETRY: RetryPolicy = { attempts: 8, throttledAttempts: 20, baseMs: 25, capMs: 3000 };

/** Full jitter: uniform in [0, min(cap, base * 2^n)] milliseconds (AWS architecture blog, "Exponential backoff and jitter"). */
export function jitter(policy: RetryPolicy, random: () => number = seededRandom(randomToken())): (attempt: number) => number {
  return (attempt) => random() * Math.min(policy.capMs, policy.baseMs * 2 ** attempt);
}
