import type { RunbookStep } from '#contract/runbook';

/** What is wrong with a step's place in the lanes, as sentences: a lane that is waited for must stand above, and be over. */
export function laneProblems(step: RunbookStep, earlier: readonly RunbookStep[]): readonly string[] {
  const beside = earlier.slice(earlier.findLastIndex((one) => one.lane === null) + 1);
  if (step.lane === null) return step.after.length === 0 ? [] : ['after: a step without a lane waits for everything above it anyway; name its lane too, or leave "after" out'];
  const waiting = beside.find((one) => one.lane !== step.lane && one.after.includes(step.lane ?? ''));
  return [
    ...step.after.filter((lane) => lane === step.lane).map((lane) => `after: ${lane} is the step's own lane, whose steps run in order already`),
    ...step.after.filter((lane) => lane !== step.lane && !beside.some((one) => one.lane === lane)).map((lane) => `after: no step of a lane "${lane}" stands above, since the last step without a lane`),
    ...(waiting ? [`lane: step ${waiting.n} waits for the end of lane ${step.lane}, and this step goes on with it below; put it above step ${waiting.n}`] : []),
  ];
}
