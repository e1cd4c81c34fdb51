import type { RunEvent } from '#contract/events';
import type { CriticalPath, RunMeasurement } from '#contract/measurement';
import { longestPath, type Task } from '#kit/longest-path';
import { lastOf } from './events-of.ts';

/**
 * Which steps decided how long the restore took, where a document has lanes: those on the longest chain of what waited for what. `whatIf`:
 * the step that, twice as fast, would have shortened it most; computed anew over all lanes, since another chain may be the longest then.
 */
export function measureCriticalPath(events: readonly RunEvent[], steps: RunMeasurement['steps']): CriticalPath | null {
  const documented = lastOf(events, 'plan.made')?.data.runbook.steps ?? [];
  if (!documented.some(({ lane }) => lane !== undefined)) return null;
  const tasks = documented.flatMap(({ n, needs = [] }): readonly Task[] => {
    const step = steps.find((one) => one.n === n);
    return step === undefined || step.outcome === 'not-reached' ? [] : [{ n, seconds: step.seconds, needs }];
  });
  if (tasks.length === 0) return null;
  const { seconds, path } = longestPath(tasks);
  return { steps: path, seconds, inOrderSeconds: tasks.reduce((sum, task) => sum + task.seconds, 0), whatIf: best(tasks, path, seconds) };
}

function best(tasks: readonly Task[], path: readonly number[], whole: number): CriticalPath['whatIf'] {
  const tries = path.map((n) => ({ n, savesSeconds: whole - longestPath(tasks.map((task) => (task.n === n ? { ...task, seconds: task.seconds / 2 } : task))).seconds }));
  const most = tries.reduce((a, b) => (b.savesSeconds > a.savesSeconds ? b : a));
  return most.savesSeconds > 0 ? most : null;
}
