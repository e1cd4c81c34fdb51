import type { Runbook, RunbookStep } from '#contract/runbook';

/**
 * A document whose lanes wait the wrong way round: a lane that waited for others comes before them, and they wait for it. Merely to leave the
 * waiting out would show only by chance that it matters: the other lane may happen to be faster.
 */
export function waitedForLast(runbook: Runbook): Runbook {
  return { ...runbook, steps: blocks(runbook.steps).flatMap(turned) };
}

/** Runs of steps with lanes, and the steps without one between them. */
function blocks(steps: readonly RunbookStep[]): readonly (readonly RunbookStep[])[] {
  const found: RunbookStep[][] = [];
  for (const step of steps) {
    const open = found.at(-1);
    if (open !== undefined && step.lane !== null && open[0]?.lane !== null) open.push(step);
    else found.push([step]);
  }
  return found;
}

function turned(block: readonly RunbookStep[]): readonly RunbookStep[] {
  const waiting = new Set(block.filter(({ after }) => after.length > 0).map(({ lane }) => lane));
  const waitedFor = new Set(block.flatMap(({ after }) => after));
  const first = block.filter(({ lane }) => waiting.has(lane)).map((step) => ({ ...step, after: [] }));
  const begun = new Set<string | null>();
  const rest = block.filter(({ lane }) => !waiting.has(lane)).map((step) => {
    const begins = !begun.has(step.lane);
    begun.add(step.lane);
    return begins && waitedFor.has(step.lane ?? '') ? { ...step, after: [...waiting].flatMap((lane) => lane ?? []) } : step;
  });
  return [...first, ...rest];
}
