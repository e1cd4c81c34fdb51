import type { RunbookStep } from '#contract/runbook';
import type { Run } from './run.ts';

/** Of the runbook and of the way back: their numbers do not overlap. */
export function documentedSteps({ input }: Run): readonly RunbookStep[] {
  return [...input.runbook.steps, ...(input.failback?.steps ?? [])];
}
