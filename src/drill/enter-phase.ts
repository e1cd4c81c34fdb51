import type { PhaseName } from '#contract/events';
import type { Run } from './run.ts';
import { LeaveRun, StopRun, groundOf, isLostGround, messageOf } from './stop-run.ts';

/** Runs one phase unless the record says it has ended well; writes its begin and end as facts. */
export async function enterPhase(run: Run, phase: PhaseName, work: (run: Run) => Promise<'failed' | void>): Promise<void> {
  if (run.journal.phaseEnded(phase)?.data.outcome === 'done') return;
  run.input.record.setPhase(phase);
  await run.note('phase.started', { attempt: run.journal.all('phase.started').filter((event) => event.phase === phase).length + 1 });
  let outcome: 'done' | 'failed';
  try {
    outcome = (await work(run)) ?? 'done';
  } catch (thrown) {
    const error = await groundOf(run.input.clock, thrown);
    if (run.input.stop.second.aborted && !isLostGround(error)) throw new LeaveRun('left', `left at a second signal in phase ${phase}`, error);
    if (error instanceof LeaveRun || isLostGround(error)) throw error;
    await run.note('phase.ended', { outcome: outcomeOf(error), reason: messageOf(error) });
    throw error;
  }
  await run.note('phase.ended', { outcome, reason: null });
}

function outcomeOf(error: unknown): 'failed' | 'refused' | 'aborted' | 'inconclusive' {
  if (!(error instanceof StopRun)) return 'failed';
  return error.end === 'checker' || error.end === 'unable' ? 'inconclusive' : error.end;
}
