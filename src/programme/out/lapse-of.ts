import type { RunEvent } from '#contract/events';

/** Why a fact of a run cannot wait for its report, in one sentence; null for any other fact. */
export function lapseOf(event: RunEvent): string | null {
  switch (event.type) {
    case 'deadline': return `phase ${event.data.phase} ran into its deadline after ${event.data.afterSeconds} s`;
    case 'fault.not-observed': return `the fault at ${event.data.store} was not seen to take effect within ${event.data.waitedSeconds} s`;
    case 'soak.ended': return event.data.ok ? null : `the recovered service did not hold: ${event.data.detail}`;
    case 'put-back.ended': return event.data.ok ? null : `the target could not be put back; left: ${event.data.left.join(', ') || 'unknown'}`;
    case 'signal': return `the run was told to stop (${event.data.name})`;
    case 'step.ended': return event.data.outcome === 'failed' ? `step ${event.data.n} of the runbook failed${event.data.code === null ? '' : ` (${event.data.code})`}` : null;
    default: return null;
  }
}
