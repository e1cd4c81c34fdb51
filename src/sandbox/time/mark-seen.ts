import { commitProblem } from './commit-problem.ts';
import type { DrillClock } from './drill-clock.ts';

/** Commits how far time has come; a commit that fails is logged once and tried again next time: it must not end the account. */
export function markSeenSafely(clock: Pick<DrillClock, 'markSeen'>, log: (line: string) => void): () => void {
  let failing = false;
  return () => {
    try {
      clock.markSeen();
      failing = false;
    } catch (error) {
      if (!failing) log(`how far drill time has come could not be kept: ${commitProblem(error)}; it is tried again every few seconds, and until then time would go back to the moment kept last if this machine restarts`);
      failing = true;
    }
  };
}
