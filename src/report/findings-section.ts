import { markdownTable } from 'markdown-table';
import type { FindingState } from '#contract/findings';
import type { ReportInput } from '#contract/reporting';
import type { RunSummary } from '#contract/run-summary';
import { prose } from './escape.ts';
import { count, runNumber } from './words.ts';

/** The findings of the run with owner, due date and state, then earlier ones of the scenario and what the retest said. */
export function findings(input: ReportInput, summary: RunSummary): readonly string[] {
  const edits = summary.findings.filter((finding) => finding.edit !== null).map((finding) => `${finding.id} proposes this edit: ${prose(finding.edit ?? '')}`);
  const rows = summary.findings.map((finding) => {
    const state = stateOfFinding(input, finding.id);
    return [finding.id, finding.severity, finding.store ?? 'run', prose(finding.title), prose(finding.detail), prose(finding.claim ?? ''), prose(state?.owner ?? 'nobody'), state?.due ?? 'no date', stateWords(state)];
  });
  const own = rows.length === 0 ? 'None.' : table([['Id', 'Severity', 'Store', 'Finding', 'Detail', 'Claim', 'Owner', 'Due', 'State'], ...rows]);
  return [own, ...edits, ...earlier(input, summary)];
}

/** What the register said of a finding when this report was made; undefined where it said nothing. */
export function stateOfFinding({ context }: ReportInput, id: string): FindingState | undefined {
  return context?.register?.findings.find((finding) => finding.id === id);
}

function earlier(input: ReportInput, summary: RunSummary): readonly string[] {
  const before = (input.context?.register?.findings ?? []).filter(({ id }) => !summary.findings.some((finding) => finding.id === id));
  if (before.length === 0) return [];
  const rows = before.map((finding) => [finding.id, finding.severity, finding.store ?? 'run', prose(finding.title), runs(finding.seen), retest(finding, summary.run.number), prose(finding.owner ?? 'nobody'), finding.due ?? 'no date', stateWords(finding)]);
  return [`Earlier findings of this scenario that this run did not have: ${count(before.length, 'finding')}.`, table([['Id', 'Severity', 'Store', 'Finding', 'Seen in runs', 'Retest', 'Owner', 'Due', 'State'], ...rows])];
}

function retest({ retested, seen }: FindingState, run: number): string {
  const since = retested.filter((number) => number > (seen.at(-1) ?? 0));
  if (since.includes(run)) return 'looked at in this run, not seen';
  return since.length > 0 ? `not seen in ${runs(since)}; not looked at here` : 'not looked at since';
}

/** The state in words; `open` where the register is silent. */
function stateWords(state: FindingState | undefined): string {
  if (state === undefined) return 'open';
  if (state.state === 'closed') return `closed by run ${runNumber(state.closedBy ?? 0)}`;
  if (state.state === 'accepted') return prose(`accepted by ${state.accepted?.by ?? ''} until ${state.accepted?.until ?? ''}: ${state.accepted?.why ?? ''}`);
  const again = state.seen.length > 1 ? `, seen in ${count(state.seen.length, 'run')}` : '';
  return `open${again}${state.overdueDays > 0 ? `, OVERDUE ${count(state.overdueDays, 'day')}` : ''}`;
}

const MOST_RUNS = 6;

function runs(numbers: readonly number[]): string {
  const shown = numbers.slice(-MOST_RUNS).map(runNumber).join(', ');
  return numbers.length > MOST_RUNS ? `${shown} and ${numbers.length - MOST_RUNS} before` : shown;
}

function table(rows: readonly (readonly string[])[]): string {
  return markdownTable(rows, { alignDelimiters: false });
}
