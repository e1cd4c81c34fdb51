import type { BeaconSpan } from '#contract/measurement';
import type { ReportInput } from '#contract/reporting';
import type { RunSummary } from '#contract/run-summary';
import { humanDuration } from '#kit/durations';
import { secondsBetween } from '#kit/time';
import { grouped } from '../words.ts';
import type { Chart } from './chart.ts';
import { bar, drawing, label, short, tag, widthOf, WIDTH } from './svg.ts';
import { secondsScale, tickWords, timeAxis } from './time-axis.ts';

const LEFT = 168;
const RIGHT = WIDTH - 60;
const TOP = 30;
const ROW = 46;

interface Strip {
  readonly id: string;
  readonly r: string | null;
  readonly spans: readonly (BeaconSpan & { readonly start: number; readonly end: number })[];
}

/** When data was lost: the marks that were written, on the time axis around the strike, by whether they came back. */
export function beaconChart({ measurement }: ReportInput, summary: RunSummary): Chart {
  const about = { id: 'chart-beacons', title: 'When data was lost: beacons found and lost' };
  const { T0 } = summary.timeline;
  const strips = T0 === null ? [] : measurement.stores.flatMap(({ id, r, beaconSpans = [] }): readonly Strip[] => (beaconSpans.length === 0 ? [] : [{ id, r, spans: beaconSpans.map((span) => ({ ...span, start: secondsBetween(T0, span.from), end: secondsBetween(T0, span.to) })) }]));
  const table = [['Store', 'Beacons', 'How many', 'First acknowledged', 'Last acknowledged', 'Before T0'], ...strips.flatMap(({ id, spans }) => spans.slice(-MOST_ROWS).map((span) => [id, STATE[span.state], grouped(span.count), span.from, span.to, span.end > 0 ? 'after it' : `${humanDuration(-span.start)} to ${humanDuration(-span.end)}`]))];
  if (T0 === null || strips.length === 0) return { ...about, what: 'Nothing is drawn: no beacons were read back after the fault.', svg: null, table: [] };
  const what = 'Each bar is a stretch of small numbered marks that were written and acknowledged. Solid: found again. Crossed: lost. Dotted: not known. R is the newest mark up to which everything came back; T0 is the strike. Older marks go on to the left.';
  const x = secondsScale(windowOf(strips, T0), [LEFT, RIGHT]);
  const bottom = TOP + strips.length * ROW;
  const parts = [timeAxis(x, { top: TOP, bottom }, (seconds) => (seconds === 0 ? 'T0' : tickWords(seconds))), tag('line', { x1: x(0), x2: x(0), y1: TOP - 12, y2: bottom, class: 'target' }), label('strike (T0)', { x: x(0) + 4, y: TOP - 6, class: 'target-name' }), ...strips.map((strip, index) => stripRow(strip, { T0, y: TOP + index * ROW, x })) ];
  return { ...about, what, table, svg: drawing(about.id, bottom + 26, { ...about, what, parts }) };
}

const MOST_ROWS = 40;
const STATE: { readonly [S in BeaconSpan['state']]: string } = { found: 'found again', lost: 'LOST', 'not-read': 'not known' };
const CLASS: { readonly [S in BeaconSpan['state']]: string } = { found: 'restore', lost: 'lost', 'not-read': 'gone' };

/** From well before the first loss near the strike to a little after the last mark; all the history would hide the loss. */
function windowOf(strips: readonly Strip[], T0: string): readonly [number, number] {
  const losses = strips.flatMap(({ r, spans }) => [...(r === null ? [] : [secondsBetween(T0, r)]), ...spans.filter(({ state }) => state !== 'found').slice(-6).map(({ start }) => start)]);
  const first = Math.min(-60, ...losses) * 1.5;
  const oldest = Math.min(-60, ...strips.flatMap(({ spans }) => spans.map(({ start }) => start)));
  const newest = Math.max(0, ...strips.flatMap(({ spans }) => spans.map(({ end }) => end)));
  const from = Math.max(first, oldest * 1.02);
  return [from, Math.max(-from * 0.06, Math.min(newest, -from) * 1.05)];
}

function stripRow({ id, r, spans }: Strip, { T0, y, x }: { readonly T0: string; readonly y: number; readonly x: ReturnType<typeof secondsScale> }): string {
  const [from = 0, to = 0] = x.domain();
  const bars = spans.filter(({ start, end }) => end >= from && start <= to).map((span) => {
    const [left, right] = [x(Math.max(from, span.start)), x(Math.min(to, span.end))];
    const words = `${grouped(span.count)} ${STATE[span.state]}`;
    return bar({ x: left, y: y + 16, width: Math.max(3, right - left), height: 20, class: `bar ${CLASS[span.state]}`, title: `${words}, ${span.from} to ${span.to}` }) + (widthOf(words) + 8 < right - left ? tag('rect', { x: left + 3, y: y + 19, width: widthOf(words) + 4, height: 14, rx: 3, class: 'plate' }) + label(words, { x: left + 5, y: y + 30, class: 'on-plate' }) : '');
  });
  const recovered = r === null ? label('R: no whole prefix came back', { x: LEFT, y: y + 11, class: 'moment-name' }) : rMark(secondsBetween(T0, r), y, x);
  return `${label(short(id, 23), { x: LEFT - 8, y: y + 31, class: 'name', anchor: 'end' })}${bars.join('')}${recovered}`;
}

function rMark(at: number, y: number, x: (seconds: number) => number): string {
  return `${tag('line', { x1: x(at), x2: x(at), y1: y + 4, y2: y + 40, class: 'moment' })}${label(`R, ${humanDuration(-at)} before T0`, { x: x(at) - 4, y: y + 12, class: 'moment-name', anchor: x(at) > LEFT + 160 ? 'end' : 'start' })}`;
}
