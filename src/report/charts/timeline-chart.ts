import type { ScaleLinear } from 'd3-scale';
import type { TimePoint } from '#contract/measurement';
import type { ReportInput } from '#contract/reporting';
import type { RunSummary } from '#contract/run-summary';
import { humanDuration } from '#kit/durations';
import { addSeconds, secondsBetween } from '#kit/time';
import type { Chart } from './chart.ts';
import { bar, drawing, label, short, tag, widthOf, WIDTH } from './svg.ts';
import { targetsOf } from './targets.ts';
import type { Target } from './targets.ts';
import { secondsScale, timeAxis } from './time-axis.ts';
import { timelineLanes } from './timeline-lanes.ts';
import type { Bar, Lane } from './timeline-lanes.ts';

const LEFT = 168;
const RIGHT = WIDTH - 20;
const TOP = 58;
const ROW = 24;
/** A target further off than this many times what is drawn would squeeze everything else. */
const STRETCH = 2.5;

/** What happened when, lane by lane, from the fault to the end of putting back; seconds of drill time after T0. */
export function timelineChart(input: ReportInput, summary: RunSummary): Chart {
  const about = { id: 'chart-timeline', title: 'Timeline of the drill' };
  const { T0 } = summary.timeline;
  const lanes = T0 === null ? [] : timelineLanes(input, summary, T0);
  if (T0 === null || lanes.length === 0) return { ...about, what: 'Nothing is drawn: the fault was not observed.', svg: null, table: [] };
  const targets = targetsOf(input.started.objectives, 'rtoSeconds');
  const last = endOf(lanes, moments(summary, T0), targets);
  const frame: Frame = { last, x: secondsScale([0, last], [LEFT, RIGHT]), bottom: TOP + lanes.length * ROW };
  const what = `Lanes of what happened, in drill time after T0 (${T0}). Hatched: decided or done by hand.${lanes.some(({ bars }) => bars.some(({ critical }) => critical)) ? ' Marked * and drawn thick: on the critical path.' : ''} ${beyond(targets, last)}`;
  const parts = [...lanes.map((lane, index) => row(lane, index, frame)), timeAxis(frame.x, { top: TOP, bottom: frame.bottom }), marks(moments(summary, T0), frame), lines(targets, frame)];
  return { ...about, what: what.trim(), svg: drawing(about.id, frame.bottom + 26, { ...about, what: what.trim(), parts }), table: table(lanes, T0) };
}

interface Frame {
  readonly last: number;
  readonly bottom: number;
  readonly x: ScaleLinear<number, number>;
}

interface Moment {
  readonly point: TimePoint;
  readonly seconds: number;
}

function moments({ timeline }: RunSummary, T0: string): readonly Moment[] {
  return (Object.keys(timeline) as TimePoint[]).flatMap((point) => (timeline[point] === null ? [] : [{ point, seconds: secondsBetween(T0, timeline[point]) }])).sort((a, b) => a.seconds - b.seconds);
}

/** The right edge: everything but T8, which may be a day away, and the targets that do not squeeze the rest. */
function endOf(lanes: readonly Lane[], points: readonly Moment[], targets: readonly Target[]): number {
  const last = Math.max(1, ...lanes.flatMap(({ bars }) => bars.map(({ to }) => to)), ...points.filter(({ point }) => point !== 'T8').map(({ seconds }) => seconds));
  return Math.max(last, ...targets.map(({ seconds }) => seconds).filter((seconds) => seconds <= last * STRETCH)) * 1.03;
}

function row(lane: Lane, index: number, { x, last }: Frame): string {
  const y = TOP + index * ROW;
  const bars = lane.bars.map((one) => {
    const width = x(Math.min(one.to, last)) - x(one.from);
    return bar({ x: x(one.from), y: y + 4, width, height: ROW - 8, class: `bar ${one.class}${one.critical ? ' critical' : ''}`, title: `${one.label}: ${humanDuration(one.to - one.from)}` }) + caption(one, { x: x(one.from), y: y + 16, width });
  });
  return `${tag('rect', { x: LEFT, y, width: RIGHT - LEFT, height: ROW, class: index % 2 === 0 ? 'lane' : 'lane odd' })}${label(short(lane.name, 23), { x: LEFT - 8, y: y + 16, class: 'name', anchor: 'end' })}${bars.join('')}`;
}

function caption(one: Bar, { x, y, width }: { readonly x: number; readonly y: number; readonly width: number }): string {
  const text = `${one.critical ? '*' : ''}${one.label}`;
  return widthOf(text) + 8 < width ? label(text, { x: x + 4, y, class: 'on-bar' }) : '';
}

/** T0 to T8 above the lanes; moments that are close share a place, later ones stand at the edge. */
function marks(points: readonly Moment[], { last, x, bottom }: Frame): string {
  const groups: { x: number; names: string[] }[] = [];
  const off: string[] = [];
  for (const { point, seconds } of points) {
    if (seconds > last) off.push(`${point} +${humanDuration(seconds)} ▸`);
    else if ((groups.at(-1)?.x ?? Number.NEGATIVE_INFINITY) > x(seconds) - 26) groups.at(-1)?.names.push(point);
    else groups.push({ x: x(seconds), names: [point] });
  }
  const drawn = groups.map((group, index) => `${tag('line', { x1: group.x, x2: group.x, y1: 36 - (index % 2) * 12, y2: bottom, class: 'moment' })}${label(group.names.join(' '), { x: group.x + 3, y: 34 - (index % 2) * 12, class: 'moment-name', anchor: group.x > RIGHT - 60 ? 'end' : 'start' })}`);
  return `${drawn.join('')}${off.length === 0 ? '' : label(off.join('  '), { x: RIGHT, y: 9, class: 'moment-name', anchor: 'end' })}`;
}

function lines(targets: readonly Target[], { last, x, bottom }: Frame): string {
  return targets.filter(({ seconds }) => seconds <= last).map(({ seconds, sources }) => `${tag('line', { x1: x(seconds), x2: x(seconds), y1: 46, y2: bottom, class: 'target' })}${label(`RTO ${humanDuration(seconds)} (${sources.join(', ')})`, { x: x(seconds) - 4, y: 54, class: 'target-name', anchor: 'end' })}`).join('');
}

function beyond(targets: readonly Target[], last: number): string {
  const far = targets.filter(({ seconds }) => seconds > last);
  return far.length === 0 ? '' : `Beyond the right edge: RTO ${far.map(({ seconds, sources }) => `${humanDuration(seconds)} (${sources.join(', ')})`).join(', ')}.`;
}

function table(lanes: readonly Lane[], T0: string): Chart['table'] {
  const rows = lanes.flatMap(({ name, bars }) => bars.map((one) => [name, one.label, `+${humanDuration(one.from)}`, humanDuration(one.to - one.from), addSeconds(T0, one.from), one.class === 'manual' ? 'yes' : '', one.critical ? 'yes' : '']));
  return [['Lane', 'What', 'After T0', 'Lasted', 'Began (drill time, UTC)', 'By hand', 'Critical path'], ...rows];
}
