import type { RunSummary, SummaryNumber } from '#contract/run-summary';
import { humanDuration } from '#kit/durations';
import { columns } from '../columns.ts';
import { plainText } from '../plain-text.ts';
import type { Terminal } from '../terminal.ts';
import type { CarriedOut } from './carry-out.ts';

/** The end of a series: one line a run, what speaks against each, and where its report is. */
export function tellResults(terminal: Terminal, results: readonly CarriedOut[]): void {
  if (results.length === 0) return;
  terminal.out('');
  const rows = results.map(({ run, summary }) => [run.id, verdictText(summary), number(summary.rta), number(summary.rpa), worst(summary), integrity(summary)]);
  for (const line of columns([['RUN', 'VERDICT', 'RECOVERED IN', 'LOST', 'WORST LOSS', 'INTEGRITY'], ...rows], terminal.columns())) terminal.out(line);
  for (const { run, summary } of results) {
    terminal.out('');
    for (const reason of summary.reasons.slice(0, 6)) terminal.out(plainText(`${run.id}: ${reason.text} (${reason.code})`));
    if (summary.reasons.length > 6) terminal.out(`${run.id}: and ${summary.reasons.length - 6} more reasons in the report`);
    if (summary.putBack && !summary.putBack.ok) tellLeft(terminal, run.id, summary.putBack);
    terminal.out(`${run.id}: report in ${run.folder}/report.md`);
  }
}

/** What a person must put right, with the exact commands. */
function tellLeft(terminal: Terminal, id: string, putBack: NonNullable<RunSummary['putBack']>): void {
  terminal.out(plainText(`${id}: COULD NOT BE PUT BACK, left: ${putBack.left.join(', ')}`));
  for (const command of putBack.commands) terminal.out(plainText(`    ${command}`));
}

function verdictText({ verdict, target }: RunSummary): string {
  return target.kind === 'sandbox' ? `rehearsal: ${verdict}` : verdict;
}

function number({ seconds }: SummaryNumber): string {
  return seconds === null ? 'not measured' : humanDuration(seconds);
}

function worst({ stores }: RunSummary): string {
  const known = stores.flatMap(({ rpaWorst }) => (rpaWorst.seconds === null ? [] : [rpaWorst.seconds]));
  return known.length === 0 ? 'not measured' : humanDuration(Math.max(...known));
}

function integrity({ stores }: RunSummary): string {
  const readings = stores.flatMap((store) => (store.integrity ? [store.integrity] : []));
  if (readings.length === 0) return 'not read';
  const sum = (pick: (reading: (typeof readings)[number]) => number): number => readings.reduce((total, reading) => total + pick(reading), 0);
  const bad = sum((one) => one.missing + one.different + one.unexpected);
  return bad === 0 ? `all ${sum((one) => one.expected)} (${readings[0]?.strength ?? ''})` : `${bad} of ${sum((one) => one.expected)} wrong`;
}
