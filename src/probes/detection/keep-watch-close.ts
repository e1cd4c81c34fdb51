import { request } from 'undici';
import { isLoopback } from '#kit/is-loopback';
import type { DetectionWorld } from './detection.ts';

const ANSWER_MS = 5_000;

/**
 * The rehearsal's portal looks at its stores each minute only while somebody asks for its alerts, because a look each minute would stop every jump of drill
 * time. A drill that waits for CloudWatch alone asks on behalf of the users whom a real platform has; what is answered is not read.
 */
export async function keepWatchClose({ targets, serviceUrl }: DetectionWorld, signal: AbortSignal): Promise<void> {
  const base = targets.kind === 'sandbox' ? serviceUrl() : null;
  if (base === null || !isLoopback(base.hostname.replace(/^\[(.*)\]$/, '$1'))) return;
  try {
    const { body } = await request(new URL('api/v1/alerts', base), { signal, headersTimeout: ANSWER_MS, bodyTimeout: ANSWER_MS });
    await body.dump();
  } catch {
    // A portal that is down cannot look closer; the alarms are asked all the same.
    signal.throwIfAborted();
  }
}
