import { markdownTable } from 'markdown-table';
import type { RunSummary, StoreSummary } from '#contract/run-summary';
import { humanDuration } from '#kit/durations';
import { visible } from '#kit/visible';
import { prose } from './escape.ts';
import { runNumber, verdictWords } from './words.ts';

const HEAD = ['Run', 'Scenario', 'Store', 'Result', 'Time to recover', 'Data lost, strike', 'Data lost, worst', 'Content', 'Settings', 'Put back'];

/** Several runs side by side, as a Markdown table. */
export function platformTable(summaries: readonly RunSummary[]): string {
  return markdownTable([HEAD, ...rowsOf(summaries).map((row) => row.map(prose))]);
}

/** The same as aligned columns for a terminal; names cannot carry control sequences. */
export function platformLines(summaries: readonly RunSummary[]): string {
  const rows = [HEAD, ...rowsOf(summaries).map((row) => row.map(visible))];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()).join('\n');
}

function rowsOf(summaries: readonly RunSummary[]): readonly (readonly string[])[] {
  return summaries.flatMap((summary) => {
    const reached = summary.timeline.T0 !== null;
    const stores: readonly (StoreSummary | null)[] = reached && summary.stores.length > 0 ? summary.stores : [null];
    return stores.map((store) => row(summary, store));
  });
}

function row(summary: RunSummary, store: StoreSummary | null): readonly string[] {
  const scenario = `${summary.run.scenario}${summary.run.variant ? ` (${summary.run.variant})` : ''}${summary.run.mutation ? ` [${summary.run.mutation}]` : ''}`;
  const head = [runNumber(summary.run.number), scenario];
  const putBack = summary.putBack === null ? 'not recorded' : summary.putBack.ok ? 'yes' : 'NO';
  if (!store) return [...head, summary.stores.map((entry) => entry.id).join(', '), verdictWords(summary), '-', '-', '-', '-', '-', putBack];
  return [...head, store.id, verdictWords({ target: summary.target, verdict: store.verdict }), duration(store.rta), duration(store.rpa), duration(store.rpaWorst), content(store), settings(store), putBack];
}

function duration(number: StoreSummary['rta']): string {
  return number.seconds === null ? 'not measured' : humanDuration(number.seconds);
}

function content({ integrity }: StoreSummary): string {
  if (!integrity) return 'not measured';
  const wrong = integrity.missing + integrity.unexpected + integrity.different;
  return `${integrity.recovered}/${integrity.expected}${wrong > 0 ? `, ${wrong} WRONG` : ''} (${integrity.strength})`;
}

function settings({ posture }: StoreSummary): string {
  return posture ? `${posture.checked - posture.drifted.length}/${posture.checked}` : 'not measured';
}
