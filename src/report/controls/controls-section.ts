import { markdownTable } from 'markdown-table';
import type { ReportInput } from '#contract/reporting';
import type { RunSummary } from '#contract/run-summary';
import { code, prose } from '../escape.ts';
import { isRehearsal, verdictWords } from '../words.ts';
import { controlRows, supportedClauses } from './control-rows.ts';

/** The section that an auditor reads: clause, what this run supports and where, what it does not show. */
export function controls(input: ReportInput, summary: RunSummary): readonly string[] {
  const rows = controlRows(input, summary);
  const supported = rows.filter(({ supports }) => supports !== null);
  const not = rows.filter(({ supports }) => supports === null);
  const reasons = [...new Set(not.map(({ why }) => why ?? ''))];
  return [
    `Not a statement of compliance: whether a clause is met is for its auditor to decide. Each row says what the record of this run (${verdictWords(summary)}) can be used for, for ${summary.stores.map(({ id }) => prose(id)).join(', ') || 'no store'} only. A run that failed supports that a test took place and what it found, and nothing more.${isRehearsal(summary) ? ' It was a rehearsal on a local account: no row shows how AWS itself behaves.' : ''}`,
    ...(supported.length === 0 ? [] : [table([['Clause', 'What this supports', 'Path', 'What it does not show'], ...supported.map(({ framework, clause, supports, paths, notShown }) => [prose(`${framework} ${clause}`), prose(supports ?? ''), paths.map(code).join(', '), prose(notShown)])])]),
    ...(not.length === 0 ? [] : [`Supported by nothing in this run:`, table([['Clauses', 'Why'], ...reasons.map((reason) => [prose(not.filter(({ why }) => why === reason).map(({ framework, clause }) => `${framework} ${clause}`).join('; ')), prose(reason)])])]),
  ];
}

/** The same in one line of page 1. */
export function supportsLine(input: ReportInput, summary: RunSummary): string {
  const clauses = supportedClauses(controlRows(input, summary));
  if (clauses === '') return `nothing: ${input.measurement.reachedFault ? 'no reading of this run speaks of a control' : 'the drill never reached its fault'}. Not a statement of compliance.`;
  const stores = summary.stores.map(({ id }) => id).join(', ');
  return `${prose(clauses)}: for ${prose(stores)} only${isRehearsal(summary) ? ', as a rehearsal only' : ''}; what and how far is in the section Controls. Not a statement of compliance.`;
}

function table(rows: readonly (readonly string[])[]): string {
  return markdownTable(rows, { alignDelimiters: false });
}
