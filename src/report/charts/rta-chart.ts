import type { RtaPart } from '#contract/measurement';
import type { ReportInput } from '#contract/reporting';
import type { RunSummary } from '#contract/run-summary';
import { humanDuration } from '#kit/durations';
import type { Chart } from './chart.ts';
import { bar, drawing, label, short, tag, widthOf, WIDTH } from './svg.ts';
import { targetLines } from './target-lines.ts';
import { targetsOf } from './targets.ts';
import { secondsScale, timeAxis } from './time-axis.ts';

const LEFT = 168;
const RIGHT = WIDTH - 110;
const TOP = 46;
const ROW = 34;

const CLASS: { readonly [P in RtaPart['name']]: string } = { detection: 'people', decision: 'manual', restore: 'restore', verification: 'verify', 'harness-down': 'gone' };

/** Time to recover of each store as one bar of its parts, against the ticks of the targets. */
export function rtaChart(input: ReportInput, summary: RunSummary): Chart {
  const about = { id: 'chart-rta', title: 'Time to recover against the targets (RTA and RTO)' };
  const targets = targetsOf(input.started.objectives, 'rtoSeconds');
  const { stores } = summary;
  const table = [['Store', 'Time to recover', 'Parts', ...targets.map(({ seconds, sources }) => `Against RTO ${humanDuration(seconds)} (${sources.join(', ')})`)], ...stores.map(({ id, rta, rtaParts }) => [id, rta.seconds === null ? `not measured: ${rta.why ?? ''}` : humanDuration(rta.seconds), rtaParts.map(({ name, seconds }) => `${name} ${humanDuration(seconds)}`).join(', '), ...targets.map(({ seconds }) => (rta.seconds === null ? 'not known' : rta.seconds > seconds ? `${humanDuration(rta.seconds - seconds)} over` : `${humanDuration(seconds - rta.seconds)} to spare`))])];
  if (stores.every(({ rta }) => rta.seconds === null)) return { ...about, what: 'Nothing is drawn: no time to recover was measured.', svg: null, table };
  const what = 'One bar for each store, its parts in this order: detection (amber), decision (hatched), restore (blue), verification (green), harness gone (dotted). Dashed: the targets.';
  const longest = Math.max(...stores.map(({ rta }) => rta.seconds ?? 0), ...targets.map(({ seconds }) => seconds));
  const x = secondsScale([0, longest * 1.02], [LEFT, RIGHT]);
  const bottom = TOP + stores.length * ROW;
  const rows = stores.map(({ id, rta, rtaParts }, index) => {
    const y = TOP + index * ROW;
    let at = 0;
    const parts = rtaParts.map(({ name, seconds }) => {
      const from = at;
      at += seconds;
      const width = x(at) - x(from);
      return bar({ x: x(from), y: y + 6, width, height: ROW - 12, class: `bar ${CLASS[name]}`, title: `${name}: ${humanDuration(seconds)}` }) + (widthOf(name) + 8 < width ? label(name, { x: x(from) + 4, y: y + 21, class: 'on-bar' }) : '');
    });
    const said = rta.seconds === null ? 'not measured' : humanDuration(rta.seconds);
    return `${label(short(id, 23), { x: LEFT - 8, y: y + 21, class: 'name', anchor: 'end' })}${parts.join('')}${label(said, { x: x(at) + 6, y: y + 21, class: 'value' })}`;
  });
  const frame = tag('line', { x1: LEFT, x2: LEFT, y1: TOP, y2: bottom, class: 'moment' });
  return { ...about, what, table, svg: drawing(about.id, bottom + 26, { ...about, what, parts: [timeAxis(x, { top: TOP, bottom }), frame, ...rows, targetLines(targets, { name: 'RTO', x, bottom, left: LEFT })] }) };
}
