import type { ReportInput } from '#contract/reporting';
import type { RunSummary, Verdict } from '#contract/run-summary';
import { humanDuration } from '#kit/durations';
import { runNumber, verdictWords } from '../words.ts';
import { escapeHtml } from './escape-html.ts';
import { htmlTable } from './html-table.ts';
import { firstPage, tone } from './first-page.ts';
import { contentsHtml, page } from './page.ts';

/** One finished drill of a store, now or earlier, for the table of what was ever shown. */
export interface CoverageEntry {
  readonly scenario: string;
  readonly store: string;
  readonly number: number;
  readonly verdict: Verdict;
  /** ISO 8601 UTC, real time. */
  readonly at: string;
}

export interface PlatformInput {
  readonly runs: readonly { readonly input: ReportInput; readonly summary: RunSummary; /** Name of the run's folder beside the page. */ readonly folder: string }[];
  /** Drills that the series did not come to. */
  readonly notRun: readonly { readonly name: string; readonly why: string }[];
  /** Every finished run that nobody sabotaged, the ones above included. */
  readonly coverage: readonly CoverageEntry[];
  readonly stores: readonly string[];
}

/** One page for a series of drills: the results side by side, what was ever shown of which store, then page 1 of each run. Pure. */
export function platformHtml({ runs, notRun, coverage, stores }: PlatformInput): string {
  const entries = [{ id: 'coverage', title: 'Coverage' }, ...runs.map(({ summary }) => ({ id: runId(summary), title: `${runNumber(summary.run.number)} ${summary.run.scenario}` }))];
  const [first] = runs;
  const date = first?.summary.clock.realStartedAt.slice(0, 10) ?? '';
  const passed = runs.filter(({ summary }) => summary.verdict === 'pass').length;
  const mood = passed === runs.length && notRun.length === 0 ? 'good' : runs.some(({ summary }) => tone(summary) === 'bad') ? 'bad' : 'open';
  const head = `<h1>Drills of ${escapeHtml(date)}: ${runs.length} run${notRun.length === 0 ? '' : `, ${notRun.length} not run`}</h1>\n<div class="banner ${mood}"><p class="result"><strong>${passed} of ${runs.length + notRun.length} passed.</strong> ${escapeHtml(runs.filter(({ summary }) => summary.verdict !== 'pass').map(({ summary }) => `${runNumber(summary.run.number)} ${summary.run.scenario}: ${verdictWords(summary)}`).join('; '))}</p></div>`;
  return page({
    title: `Drills of ${date}`,
    contents: contentsHtml(entries),
    main: [
      `<section class="page" aria-label="Page 1">\n${head}\n${resultsTable(runs)}\n${notRunList(notRun)}\n<h2 id="coverage">Coverage: store by scenario</h2>\n${coverageTable(coverage, stores)}\n</section>`,
      '<!--contents-->',
      ...runs.map(({ input, summary, folder }) => `<section class="page" id="${runId(summary)}">\n${localised(firstPage(input, summary, () => null, 2), folder)}\n<p><a href="${escapeHtml(encodeURIComponent(folder))}/report.html">The whole report of run ${runNumber(summary.run.number)}</a></p>\n</section>`),
    ].join('\n'),
    footer: 'Each number leads to the report of its run, and from there to the record it was computed from.',
  });
}

function runId({ run }: RunSummary): string {
  return `run-${run.number}`;
}

/** Anchors of a run's own report lead there from another page. */
function localised(html: string, folder: string): string {
  return html.replace(/href="#/g, `href="${escapeHtml(encodeURIComponent(folder))}/report.html#`);
}

function resultsTable(runs: PlatformInput['runs']): string {
  const rows = runs.flatMap(({ summary, folder }) => summary.stores.map((store) => {
    const report = `${escapeHtml(encodeURIComponent(folder))}/report.html`;
    const time = (number: { readonly seconds: number | null }): string => `<td><a href="${report}#sources">${number.seconds === null ? 'not measured' : humanDuration(number.seconds)}</a></td>`;
    const { integrity, posture } = store;
    const content = integrity === null ? 'not measured' : `${integrity.recovered}/${integrity.expected} (${integrity.strength})`;
    const settings = posture === null ? 'not measured' : `${posture.checked - posture.drifted.length}/${posture.checked}`;
    return `<tr><th scope="row"><a href="#${runId(summary)}">${runNumber(summary.run.number)} ${escapeHtml(summary.run.scenario)}${summary.run.variant === null ? '' : ` (${escapeHtml(summary.run.variant)})`}</a></th><td class="n">${escapeHtml(store.id)}</td><td class="${tone(store)}"><span class="mark">${escapeHtml(verdictWords({ target: summary.target, verdict: store.verdict }))}</span></td>${time(store.rta)}${time(store.rpa)}${time(store.rpaWorst)}<td>${escapeHtml(content)}</td><td>${settings}</td></tr>`;
  }));
  return htmlTable('Results', ['Run', 'Store', 'Result', 'Time to recover', 'Lost, this strike', 'Lost, worst', 'Content', 'Settings'], rows);
}

function notRunList(notRun: PlatformInput['notRun']): string {
  return notRun.length === 0 ? '' : `<h3>Not run</h3>\n<ul>\n${notRun.map(({ name, why }) => `<li>${escapeHtml(`${name}: ${why}`)}</li>`).join('\n')}\n</ul>`;
}

/** The last pass of each store in each scenario; where the newest drill did not pass, that is said first. */
function coverageTable(coverage: readonly CoverageEntry[], stores: readonly string[]): string {
  const scenarios = [...new Set(coverage.map(({ scenario }) => scenario))].sort();
  const cell = (store: string, scenario: string): string => {
    const all = coverage.filter((entry) => entry.store === store && entry.scenario === scenario).sort((a, b) => b.number - a.number);
    const [newest] = all;
    if (newest === undefined) return '<td>never</td>';
    const pass = all.find(({ verdict }) => verdict === 'pass');
    const words = newest.verdict === 'pass' ? `pass, run ${runNumber(newest.number)}, ${newest.at.slice(0, 10)}` : `${newest.verdict}, run ${runNumber(newest.number)}; ${pass === undefined ? 'never passed' : `last pass ${runNumber(pass.number)}, ${pass.at.slice(0, 10)}`}`;
    return `<td class="${tone(newest)}"><span class="mark">${escapeHtml(words)}</span></td>`;
  };
  return htmlTable('The last pass of each store in each scenario', ['Store', ...scenarios], [...new Set([...stores, ...coverage.map(({ store }) => store)])].sort().map((store) => `<tr><th scope="row">${escapeHtml(store)}</th>${scenarios.map((scenario) => cell(store, scenario)).join('')}</tr>`));
}
