import type { RunEvent } from '#contract/events';
import { microsOf } from '#kit/time';

/** Drill time may lag real time by this much before the clock counts as stopped: two processes sample it a moment apart. */
const LAG_MICROS = 5_000_000;
/** A resumed run may come from another process whose clock was set anew. */
const RESUME_MICROS = 1_000_000;

/**
 * Why the run's clock cannot be trusted, or null. Drill time never goes backwards, and never runs slower than real time:
 * a clock that stands still would make every recovery look short.
 */
export function clockFault(events: readonly RunEvent[]): string | null {
  let lastAt = Number.NEGATIVE_INFINITY;
  let ahead = Number.NEGATIVE_INFINITY;
  for (const event of events) {
    const resumed = event.type === 'resumed';
    const at = readable(event.at);
    if (at === null || !Number.isFinite(event.mono)) return `clock: event ${event.seq} has no readable time`;
    if (at < lastAt - (resumed ? RESUME_MICROS : 0)) return `clock: drill time went backwards at event ${event.seq} (${event.type})`;
    if (resumed) ahead = Number.NEGATIVE_INFINITY;
    if (at - event.mono < ahead - LAG_MICROS) return `clock: drill time stood still while ${Math.round((ahead - at + event.mono) / 1_000_000)} s of real time passed before event ${event.seq} (${event.type})`;
    ahead = Math.max(ahead, at - event.mono);
    lastAt = Math.max(lastAt, at);
  }
  return null;
}

function readable(iso: string): number | null {
  try {
    return microsOf(iso);
  } catch {
    // Reported as a fault of the clock by the caller: a verdict is wanted, not a crash.
    return null;
  }
}
