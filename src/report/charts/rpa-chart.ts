import type { ReportInput } from '#contract/reporting';
import type { RunSummary, StoreSummary, SummaryNumber } from '#contract/run-summary';
import { humanDuration } from '#kit/durations';
import { secondsBetween } from '#kit/time';
import { eventsOf } from '#measure/events-of';
import type { Chart } from './chart.ts';
import { bar, drawing, label, short, tag, WIDTH } from './svg.ts';
import { targetLines } from './target-lines.ts';
import { targetsOf } from './targets.ts';
import { secondsScale, tickWords, timeAxis } from './time-axis.ts';

const LEFT = 168;
const RIGHT = WIDTH - 60;
const TOP = 46;
const ROW = 58;

/** What was lost as a window on the time axis that ends at the strike, beside what the worst moment would have lost, the targets and the recovery points. */
export function rpaChart(input: ReportInput, summary: RunSummary): Chart {
  const about = { id: 'chart-rpa', title: 'Data lost against the targets (RPA and RPO)' };
  const targets = targetsOf(input.started.objectives, 'rpoSeconds');
  const { stores } = summary;
  const table = [['Store', 'Lost in this strike', 'Lost at the worst moment', 'Lost window from', 'to', ...targets.map(({ seconds, sources }) => `Worst against RPO ${humanDuration(seconds)} (${sources.join(', ')})`)], ...stores.map((store) => [store.id, said(store.rpa), said(store.rpaWorst), recoveredUntil(input, store) ?? 'not known', store.timeline.T0 ?? 'not observed', ...targets.map(({ seconds }) => over(store.rpaWorst.seconds, seconds))])];
  const longest = Math.max(0, ...stores.flatMap(({ rpa, rpaWorst }) => [rpa.seconds ?? 0, rpaWorst.seconds ?? 0]));
  if (longest === 0) return { ...about, what: 'Nothing is drawn: no loss of data was measured.', svg: null, table };
  const what = 'Time runs to the right and ends at the strike. Crossed: what this strike lost. Hatched: what a strike at the worst moment of the window would have lost. Diamonds: finished recovery points by their date. Dashed: the targets.';
  const edge = Math.max(longest, ...targets.map(({ seconds }) => seconds)) * 1.04;
  const x = secondsScale([-edge, 0], [LEFT, RIGHT]);
  const bottom = TOP + stores.length * ROW;
  const rows = stores.map((store, index) => storeRow(store, { y: TOP + index * ROW, x, ages: pointAges(input, store, edge) }));
  const strike = `${tag('line', { x1: RIGHT, x2: RIGHT, y1: TOP - 10, y2: bottom, class: 'moment' })}${label('strike', { x: RIGHT + 4, y: TOP - 2, class: 'moment-name' })}`;
  return { ...about, what, table, svg: drawing(about.id, bottom + 26, { ...about, what, parts: [timeAxis(x, { top: TOP, bottom }, (seconds) => (seconds === 0 ? 'T0' : tickWords(seconds))), ...rows, strike, targetLines(targets, { name: 'RPO', bottom, left: LEFT, x: (seconds) => x(-seconds) })] }) };
}

function storeRow({ id, rpa, rpaWorst }: StoreSummary, { y, x, ages }: { readonly y: number; readonly x: (seconds: number) => number; readonly ages: readonly number[] }): string {
  const one = (number: SummaryNumber, kind: string, at: { readonly y: number; readonly class: string }): string => {
    if (number.seconds === null) return label(`${kind}: not measured`, { x: LEFT + 4, y: at.y + 11, class: 'value' });
    const words = `${kind}: ${humanDuration(number.seconds)}`;
    const inside = x(0) - x(-number.seconds) > 190;
    return bar({ x: x(-number.seconds), y: at.y, width: x(0) - x(-number.seconds), height: 15, class: `bar ${at.class}`, title: words }) + label(words, { x: inside ? x(0) - 6 : x(-number.seconds) - 6, y: at.y + 12, class: inside ? 'on-bar' : 'value', anchor: 'end' });
  };
  const points = ages.map((age) => tag('path', { d: `M${Math.round(x(-age) * 10) / 10} ${y + 46}l4 4-4 4-4-4z`, class: 'point' }));
  return `${label(short(id, 23), { x: LEFT - 8, y: y + 26, class: 'name', anchor: 'end' })}${one(rpa, 'this strike', { y: y + 6, class: 'down' })}${one(rpaWorst, 'worst', { y: y + 25, class: 'manual' })}${points.join('')}`;
}

/** Ages of the finished scheduled points at the strike, in seconds, as far back as is drawn. */
function pointAges({ events }: ReportInput, { id, timeline }: StoreSummary, edge: number): readonly number[] {
  const { T0 } = timeline;
  if (T0 === null) return [];
  const read = eventsOf(events, 'points.read').findLast(({ data }) => data.store === id && data.moment === 'baseline');
  const ages = (read?.data.points ?? []).filter(({ madeBy, status }) => madeBy === 'schedule' && status === 'completed').map(({ createdAt }) => secondsBetween(createdAt, T0)).filter((age) => age >= 0 && age <= edge);
  return ages.slice(-MOST_POINTS);
}

const MOST_POINTS = 200;

function recoveredUntil({ measurement }: ReportInput, { id }: StoreSummary): string | null {
  return measurement.stores.find((store) => store.id === id)?.r ?? null;
}

function said(number: SummaryNumber): string {
  return number.seconds === null ? `not measured: ${number.why ?? 'no reason recorded'}` : humanDuration(number.seconds);
}

function over(measured: number | null, target: number): string {
  if (measured === null) return 'not known';
  return measured > target ? `${humanDuration(measured - target)} over` : `${humanDuration(target - measured)} to spare`;
}
