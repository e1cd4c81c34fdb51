import type { SandboxAddress } from '#contract/control';
import { realNowMs } from '#kit/time';
import { controlRequest } from '../process/control-request.ts';

const DAY_SECONDS = 86_400;
const MORNING_SECONDS = 6 * 3_600;

/** Moves an account that was just made to six in the morning, where it is earlier: a test that counts the rounds of nightly plans holds at any hour. */
export async function pastTheNight(address: SandboxAddress): Promise<void> {
  const seconds = (realNowMs() / 1000) % DAY_SECONDS;
  if (seconds < MORNING_SECONDS) await controlRequest(address, 'advance', { params: { micros: Math.ceil((MORNING_SECONDS - seconds) * 1e6) }, timeoutMs: 120_000 });
}
