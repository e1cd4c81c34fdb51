import type { RunEnd } from '#contract/events';
import { RedrillError } from '#kit/redrill-error';
import { microsOf } from '#kit/time';
import type { DrillInput } from './drill-input.ts';
import { enterPhase } from './enter-phase.ts';
import { prepare } from './phases/1-prepare.ts';
import { baseline } from './phases/2-baseline.ts';
import { disrupt } from './phases/3-disrupt.ts';
import { recover } from './phases/4-recover.ts';
import { putBack } from './phases/5-put-back.ts';
import { conclude, releaseLease } from './phases/6-conclude.ts';
import { openRun, type Run } from './run.ts';
import { LeaveRun, StopRun, isLostGround, messageOf } from './stop-run.ts';

export interface DrillEnd {
  readonly end: RunEnd;
  readonly reason: string | null;
  /** An error that nobody expected: the run was put back all the same, and the command ends with 70. */
  readonly bug?: unknown;
}

/**
 * One drill from its first guard to its last fact. Called again with a reopened record it resumes: what the record confirms is not
 * repeated, what it only intends is looked for first. Put-back always runs, but for a second signal or lost ground.
 */
export async function runDrill(input: DrillInput): Promise<DrillEnd> {
  const run = openRun(input);
  noteSignal(run);
  return run.clock.task('drill', async () => {
    try {
      await noteResume(run);
      await holdLease(run);
      const forward = await goForward(run);
      await enterPhase(run, '5-put-back', putBack);
      await enterPhase(run, '6-conclude', (r) => conclude(r, forward));
      await releaseLease(run);
      return forward;
    } catch (error) {
      return leave(run, error);
    }
  });
}

/** The time nobody worked is a part of its own in RTA, shown apart. */
async function noteResume(run: Run): Promise<void> {
  const last = run.input.record.events().at(-1);
  if (!run.input.resumed || !last) return;
  const downSeconds = Math.max(0, (run.clock.nowMicros() - microsOf(last.at)) / 1e6);
  await run.note('resumed', { ...run.input.resumed, downSeconds, lastEventAt: last.at });
}

/**
 * A run that comes back takes its lease again before it touches anything: it may have expired, and another run may be at work on the target.
 * Refused, it has done nothing, and can be resumed once the target is free.
 */
async function holdLease(run: Run): Promise<void> {
  if (!run.input.resumed || !run.journal.last('lease.taken')) return;
  const lease = await run.input.lease.take({ runId: run.input.started.id, token: run.leaseToken });
  await run.note('lease.taken', { token: run.leaseToken, until: lease.until }, { durable: true });
}

/** The first signal is a fact of the record; the second one is noted on the way out. */
function noteSignal(run: Run): void {
  const { first } = run.input.stop;
  const note = (): void => {
    run.note('signal', { name: String(first.reason), count: 1 }).catch(() => undefined); // A record that takes nothing more fails the next effect anyway.
  };
  first.addEventListener('abort', note, { once: true });
}

async function goForward(run: Run): Promise<DrillEnd> {
  const ended = run.journal.last('error', (data) => data.where === 'forward');
  if (run.input.putBackOnly === true) return { end: 'interrupted', reason: 'the run was not resumed; cleanup put it back' };
  if (ended) return { end: ended.data.code as RunEnd, reason: ended.data.message };
  try {
    await enterPhase(run, '1-prepare', prepare);
    await enterPhase(run, '2-baseline', baseline);
    await enterPhase(run, '3-disrupt', disrupt);
    await enterPhase(run, '4-recover', recover);
    return { end: 'completed', reason: null };
  } catch (error) {
    if (error instanceof LeaveRun || isLostGround(error)) throw error;
    const stop = asStop(run, error);
    await run.note('error', { where: 'forward', code: stop.end, message: stop.message });
    return { end: stop.end, reason: stop.message, ...(stop === error || error instanceof RedrillError || run.input.stop.first.aborted ? {} : { bug: error }) };
  }
}

function asStop(run: Run, error: unknown): StopRun {
  if (error instanceof StopRun) return error;
  const { first } = run.input.stop;
  if (first.aborted) return new StopRun('aborted', `stopped by ${String(first.reason)}`, error);
  // Nothing is broken yet, and nothing could be shown: that says neither good nor bad of the platform.
  if (error instanceof RedrillError && error.code === 'engine.missing') return new StopRun('unable', error.message, error);
  const refused = error instanceof RedrillError && error.exitCode === 5;
  return new StopRun(refused ? 'refused' : 'aborted', messageOf(error), error);
}

/** A second signal or lost ground: say so in the record if it still takes anything, and go; `resume` continues from here. */
async function leave(run: Run, error: unknown): Promise<DrillEnd> {
  const lost = isLostGround(error);
  if (!(error instanceof LeaveRun) && !lost) throw error;
  const end = error instanceof LeaveRun ? error.end : 'interrupted';
  if (!lost || !(error as { code?: string }).code?.startsWith('record.')) {
    if (end === 'left') await run.note('signal', { name: String(run.input.stop.second.reason), count: 2 });
    await run.note('error', { where: 'left', code: end, message: messageOf(error) });
    await run.input.record.flush();
  }
  return { end, reason: messageOf(error) };
}
