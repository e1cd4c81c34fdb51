import { area, curveStepAfter, line } from 'd3-shape';
import { scaleLinear } from 'd3-scale';
import type { ReportInput } from '#contract/reporting';
import type { RunSummary } from '#contract/run-summary';
import { eventsOf, lastOf } from '#measure/events-of';
import { grouped } from '../words.ts';
import type { Chart } from './chart.ts';
import { drawing, label, tag, WIDTH } from './svg.ts';
import { loadBins } from './load-bins.ts';
import type { LoadBin } from './load-bins.ts';
import { secondsScale, timeAxis } from './time-axis.ts';

const LEFT = 168;
const RIGHT = WIDTH - 20;
const SHARE = { top: 34, bottom: 124 } as const;
const LATENCY = { top: 146, bottom: 246 } as const;
/** Rows of the table: the drawing holds more than anybody reads. */
const MOST_ROWS = 40;

/** Availability and latency through the drill, as the load saw them; in real time, on which the load ran. */
export function loadChart({ events, loadSeries }: ReportInput, summary: RunSummary): Chart {
  const about = { id: 'chart-load', title: 'Availability and latency through the drill' };
  const bins = loadBins(loadSeries ?? []);
  const from = loadSeries?.[0]?.atMs;
  if (bins.length === 0 || from === undefined) return { ...about, what: 'Nothing is drawn: no load ran in this drill, or no series of it fits the record.', svg: null, table: [] };
  const what = 'Above: the share of requests that were answered well; below: the 95th percentile of latency. Real time from the first request; upright lines: phases of the drill.';
  const last = bins.at(-1)?.to ?? 1;
  const x = secondsScale([0, last], [LEFT, RIGHT]);
  const worst = Math.max(1, ...bins.map(({ p95Ms }) => p95Ms ?? 0));
  const latency = scaleLinear().domain([0, worst]).range([LATENCY.bottom, LATENCY.top]).nice(4);
  const parts = [timeAxis(x, { top: SHARE.top, bottom: LATENCY.bottom }), share(bins, x), ...latency.ticks(4).map((tick) => `${tag('line', { x1: LEFT, x2: RIGHT, y1: latency(tick), y2: latency(tick), class: 'grid' })}${label(`${tick} ms`, { x: LEFT - 8, y: latency(tick) + 4, class: 'tick', anchor: 'end' })}`), latencyLine(bins, x, latency), label('answered well', { x: LEFT, y: SHARE.top - 8, class: 'moment-name' }), label('p95 latency', { x: LEFT, y: LATENCY.top - 8, class: 'moment-name' }), ...phases(events, summary, { fromMs: from, last, x })];
  return { ...about, what, table: table(bins), svg: drawing(about.id, LATENCY.bottom + 26, { ...about, what, parts }) };
}

function share(bins: readonly LoadBin[], x: (seconds: number) => number): string {
  const y = scaleLinear().domain([0, 1]).range([SHARE.bottom, SHARE.top]);
  const shape = (value: (bin: LoadBin) => number): string => area<LoadBin>().curve(curveStepAfter).x(({ from }) => x(from)).y0(y(0)).y1((bin) => y(value(bin))).digits(1)([...bins, ...closing(bins)]) ?? '';
  const ticks = [0, 0.5, 1].map((tick) => `${tag('line', { x1: LEFT, x2: RIGHT, y1: y(tick), y2: y(tick), class: 'grid' })}${label(`${tick * 100} %`, { x: LEFT - 8, y: y(tick) + 4, class: 'tick', anchor: 'end' })}`);
  return `${tag('rect', { x: LEFT, y: SHARE.top, width: RIGHT - LEFT, height: SHARE.bottom - SHARE.top, class: 'bar lost' })}${tag('path', { d: shape(({ requests, failed }) => (requests === 0 ? 0 : 1 - failed / requests)), class: 'bar restore' })}${ticks.join('')}`;
}

/** The last step has a width too. */
function closing(bins: readonly LoadBin[]): readonly LoadBin[] {
  const last = bins.at(-1);
  return last === undefined ? [] : [{ ...last, from: last.to }];
}

function latencyLine(bins: readonly LoadBin[], x: (seconds: number) => number, y: (ms: number) => number): string {
  const path = line<LoadBin>().defined(({ p95Ms }) => p95Ms !== null).x(({ from, to }) => x((from + to) / 2)).y(({ p95Ms }) => y(p95Ms ?? 0)).digits(1)([...bins]);
  return tag('path', { d: path ?? '', class: 'curve' });
}

function phases(events: ReportInput['events'], summary: RunSummary, { fromMs, last, x }: { readonly fromMs: number; readonly last: number; readonly x: (seconds: number) => number }): readonly string[] {
  const clock = summary.service.load?.clock ?? lastOf(events, 'load.read')?.data.clock;
  if (clock === undefined) return [];
  const begun = eventsOf(events, 'phase.started').map(({ phase, mono }) => ({ phase, seconds: (mono - clock.monoMicros) / 1e6 + (clock.realMs - fromMs) / 1000 })).filter(({ seconds }) => seconds >= 0 && seconds <= last);
  const groups: { first: string; last: string; at: number }[] = [];
  for (const { phase, seconds } of begun) {
    const near = groups.at(-1);
    if (near !== undefined && x(seconds) - x(near.at) < NEAR) near.last = phase;
    else groups.push({ first: phase, last: phase, at: seconds });
  }
  const lines = begun.map(({ seconds }) => tag('line', { x1: x(seconds), x2: x(seconds), y1: 16, y2: LATENCY.bottom, class: 'moment' }));
  return [...lines, ...groups.map(({ first, last, at }) => label(first === last ? first : `${first} to ${last}`, { x: x(at) + 3, y: 12, class: 'moment-name', anchor: x(at) > RIGHT - 130 ? 'end' : 'start' }))];
}

/** Phases that begin closer together than this, in pixels, share a name: a modelled wait takes no real time. */
const NEAR = 150;

function table(bins: readonly LoadBin[]): Chart['table'] {
  const step = Math.ceil(bins.length / MOST_ROWS);
  const rows = bins.filter((_, index) => index % step === 0 || (bins[index]?.failed ?? 0) > 0).slice(0, MOST_ROWS * 2);
  return [['Real seconds from the first request', 'Requests', 'Failed', 'p95 latency'], ...rows.map(({ from, to, requests, failed, p95Ms }) => [`${from} to ${to}`, grouped(requests), grouped(failed), p95Ms === null ? 'not measured' : `${Math.round(p95Ms * 10) / 10} ms`])];
}

