import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { ReportInput, RunContext } from '#contract/reporting';
import type { RunSummary } from '#contract/run-summary';
import { humanDuration } from '#kit/durations';
import { targetsOf } from './targets.ts';
import { runNumber } from '../words.ts';
import type { Chart } from './chart.ts';
import { drawing, label, tag, WIDTH } from './svg.ts';
import { secondTicks, tickWords } from './time-axis.ts';

type Earlier = NonNullable<RunContext['earlier']>[number];

const LEFT = 168;
const RIGHT = WIDTH - 40;
const PANEL = 96;
const GAP = 40;
const SERIES = [
  { key: 'rtaSeconds', name: 'time to recover', target: 'rtoSeconds' },
  { key: 'rpaSeconds', name: 'lost, this strike', target: 'rpoSeconds' },
  { key: 'rpaWorstSeconds', name: 'lost, worst', target: 'rpoSeconds' },
] as const;

/** The last drills of the same scenario and this one, side by side: are we getting better? */
export function trendChart({ context, started }: ReportInput, summary: RunSummary): Chart {
  const about = { id: 'chart-trend', title: 'Trend: the last drills of this scenario' };
  const runs = [...(context?.earlier ?? []).toReversed(), current(summary)];
  const table = [['Run', 'Date', 'Verdict', ...SERIES.map(({ name }) => name), 'Findings'], ...runs.map((run) => [runNumber(run.number), run.realStartedAt.slice(0, 10), run.verdict, ...SERIES.map(({ key }) => words(run[key])), String(run.findings)])];
  if (runs.length < 2) return { ...about, what: 'Nothing is drawn: no earlier finished run of this scenario is known.', svg: null, table };
  const what = `${runs.length} drills, the oldest on the left. Circle: passed; cross: did not. Dashed: the strictest target. ${lastPass(runs)}`;
  const step = (RIGHT - LEFT - 100) / (runs.length - 1);
  const x = (index: number): number => LEFT + 50 + index * step;
  const panels = SERIES.map((series, index) => panel(runs, series, { top: 26 + index * (PANEL + GAP), x, target: targetsOf(started.objectives, series.target)[0]?.seconds ?? null }));
  const bottom = 26 + SERIES.length * (PANEL + GAP) - GAP;
  const names = runs.map((run, index) => label(`${runNumber(run.number)}${index === runs.length - 1 ? ' (this)' : ''}`, { x: x(index), y: bottom + 18, class: 'tick', anchor: 'middle' }));
  return { ...about, what, table, svg: drawing(about.id, bottom + 26, { ...about, what, parts: [...panels, ...names] }) };
}

function current(summary: RunSummary): Earlier {
  const worst = summary.stores.map(({ rpaWorst }) => rpaWorst.seconds);
  return { number: summary.run.number, realStartedAt: summary.clock.realStartedAt, verdict: summary.verdict, rtaSeconds: summary.rta.seconds, rpaSeconds: summary.rpa.seconds, rpaWorstSeconds: worst.length === 0 || worst.includes(null) ? null : Math.max(...worst.map((seconds) => seconds ?? 0)), findings: summary.findings.length };
}

function panel(runs: readonly Earlier[], { key, name }: (typeof SERIES)[number], { top, x, target }: { readonly top: number; readonly x: (index: number) => number; readonly target: number | null }): string {
  const known = runs.flatMap((run) => (run[key] === null ? [] : [run[key]]));
  const most = Math.max(1, ...known, target !== null && known.some((value) => value * 3 > target) ? target : 0);
  const y = scaleLinear().domain([0, most * 1.3]).range([top + PANEL, top]);
  const ticks = secondTicks(0, most).filter((_, index, all) => index % Math.ceil(all.length / 3) === 0);
  const grid = ticks.map((tick) => `${tag('line', { x1: LEFT, x2: RIGHT, y1: y(tick), y2: y(tick), class: 'grid' })}${label(tickWords(tick), { x: LEFT - 8, y: y(tick) + 4, class: 'tick', anchor: 'end' })}`);
  const points = runs.map((run, index) => ({ run, index }));
  const path = line<(typeof points)[number]>().defined(({ run }) => run[key] !== null).x(({ index }) => x(index)).y(({ run }) => y(run[key] ?? 0)).digits(1)(points) ?? '';
  const marks = points.flatMap(({ run, index }) => (run[key] === null ? [label('not measured', { x: x(index), y: top + PANEL - 4, class: 'tick', anchor: 'middle' })] : [mark(run.verdict === 'pass', x(index), y(run[key])), label(humanDuration(run[key]), { x: x(index), y: y(run[key]) - 9, class: 'value', anchor: 'middle' })]));
  const goal = target === null || target > most ? '' : tag('line', { x1: LEFT, x2: RIGHT, y1: y(target), y2: y(target), class: 'target' });
  return `${label(name, { x: LEFT, y: top - 8, class: 'moment-name' })}${grid.join('')}${goal}${tag('path', { d: path, class: 'curve' })}${marks.join('')}`;
}

function mark(passed: boolean, x: number, y: number): string {
  const [cx, cy] = [Math.round(x * 10) / 10, Math.round(y * 10) / 10];
  return passed ? tag('circle', { cx, cy, r: 4, class: 'dot' }) : tag('path', { d: `M${cx - 4} ${cy - 4}l8 8m0-8l-8 8`, class: 'cross' });
}

function lastPass(runs: readonly Earlier[]): string {
  const passed = runs.findLast(({ verdict }) => verdict === 'pass');
  return passed === undefined ? 'None of them passed.' : `The last pass is run ${runNumber(passed.number)} of ${passed.realStartedAt.slice(0, 10)}.`;
}

function words(seconds: number | null): string {
  return seconds === null ? 'not measured' : humanDuration(seconds);
}
