import type { DrillContext } from '#contract/modules';
import type { Runbook, RunbookStep } from '#contract/runbook';
import { stepNeeds } from '#scenario/step-needs';
import type { Run } from './run.ts';
import { runStep } from './steps.ts';

/**
 * Carries out a document: step after step, or, where it has lanes, each step as soon as those it needs are done. A failed step ends what
 * needs it; lanes that do not need it go on to their end, since what they bring back is brought back. True when every step was done.
 */
export async function followRunbook(run: Run, context: DrillContext, runbook: Runbook, ended: (step: RunbookStep) => Promise<void> = async () => undefined): Promise<boolean> {
  const take = async (step: RunbookStep): Promise<boolean> => {
    if (context.signal.aborted || (await runStep(run, context, step)) === 'failed') return false;
    await ended(step);
    return true;
  };
  return runbook.steps.some(({ lane }) => lane !== null) ? sideBySide(run, runbook, take) : inOrder(runbook, take);
}

async function inOrder({ steps }: Runbook, take: (step: RunbookStep) => Promise<boolean>): Promise<boolean> {
  for (const step of steps) if (!(await take(step))) return false;
  return true;
}

/** Each step is a task of its own in drill time and waits for those it needs without holding it. */
async function sideBySide(run: Run, { steps }: Runbook, take: (step: RunbookStep) => Promise<boolean>): Promise<boolean> {
  const needs = stepNeeds(steps);
  const going = new Map<number, Promise<boolean>>();
  for (const step of steps) {
    const before = (needs.get(step.n) ?? []).flatMap((n) => going.get(n) ?? []);
    going.set(step.n, run.clock.task(`step ${step.n}`, async () => {
      const done = await run.clock.join(Promise.all(before));
      return done.every(Boolean) && take(step);
    }));
  }
  // All of them: none may still be at work when the phase ends, whatever another one threw.
  const ends = await run.clock.join(Promise.allSettled(going.values()));
  const thrown = ends.find((end) => end.status === 'rejected');
  if (thrown) throw thrown.reason;
  return ends.every((end) => end.status === 'fulfilled' && end.value);
}
