import type { Code } from 'mdast';
import type { z } from 'zod';
import type { RunbookStep } from '#contract/runbook';
import { explainIssues, pathText } from '#kit/explain-issues';
import { readFence, type FencePosition } from './read-fence.ts';
import { referencesIn } from './apply-outputs.ts';
import { laneProblems } from './lane-problems.ts';
import { checkFence, manualFence, moduleFence, shellFence } from './step-fence.schema.ts';

/** Something wrong at a place of the document. */
export interface FenceProblem {
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

interface BoundSection {
  readonly n: number;
  readonly title: string;
  readonly line: number;
  readonly fence: Code;
}

/** What stands above a step: in its own document, and in the one that this goes on from. */
interface Above {
  readonly before: readonly RunbookStep[];
  readonly earlier: readonly RunbookStep[];
}

/** A numbered heading and its fence as a step; an empty list (and problems) when the fence does not say what it must. */
export function toStep(section: BoundSection, { before, earlier }: Above, problems: FenceProblem[]): readonly RunbookStep[] {
  const reading = readFence(section.fence.value);
  const report = (at: FencePosition, text: string): void => { problems.push({ ...inDocument(section.fence, at), text: `step ${section.n}: ${text}` }); };
  if (!reading.ok) {
    report(reading.at, reading.text);
    return [];
  }
  const schema = schemaFor(reading.value['uses']);
  const parsed = schema.safeParse(reading.value);
  if (!parsed.success) {
    for (const { path, text } of explainIssues(schema, parsed.error, reading.value)) report(reading.position(path.map(String)), `${pathText(path)} ${text}`);
    return [];
  }
  const step = asStep(section, parsed.data);
  const all = [...before, ...earlier];
  if (step.as !== null && all.some((one) => one.as === step.as)) report(reading.position(['as']), `as: ${step.as} is the name of an earlier step's outputs; choose another`);
  for (const text of laneProblems(step, earlier)) report(reading.position(['lane']), text);
  for (const reference of referencesIn(step.with)) {
    if (!all.some((one) => one.as === reference.name)) report(reading.position(['with']), `${reference.text} refers to outputs that no earlier step gives; expected "as: ${reference.name}" on a step above`);
  }
  return [step];
}

type Fence = z.output<typeof manualFence> | z.output<typeof shellFence> | z.output<typeof checkFence> | z.output<typeof moduleFence>;

function schemaFor(uses: unknown): typeof manualFence | typeof shellFence | typeof checkFence | typeof moduleFence {
  switch (uses) {
    case 'manual':
      return manualFence;
    case 'shell':
      return shellFence;
    case 'check':
      return checkFence;
    default:
      return moduleFence;
  }
}

function asStep({ n, title, line }: BoundSection, fence: Fence): RunbookStep {
  return {
    n,
    title,
    line,
    uses: fence.uses,
    with: fence.with ?? {},
    as: fence.as ?? null,
    lane: fence.lane ?? null,
    after: fence.after ?? [],
    release: fence.release ?? false,
    manual: 'role' in fence ? { role: fence.role, expected: fence.expected, confirm: fence.confirm } : null,
    shell: 'run' in fence ? { run: fence.run, probe: fence.probe ?? null, idempotent: fence.idempotent ?? false } : null,
  };
}

/** The first content line of a fence is the line after its opening; its indentation moves the columns. */
function inDocument(fence: Code, at: FencePosition): { readonly line: number; readonly column: number } {
  const opening = fence.position?.start ?? { line: 1, column: 1 };
  return { line: opening.line + at.line, column: opening.column - 1 + at.column };
}
