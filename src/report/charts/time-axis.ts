import { scaleLinear } from 'd3-scale';
import type { ScaleLinear } from 'd3-scale';
import { label, tag } from './svg.ts';

/** Steps of a clock that people read at a glance, in seconds. */
const STEPS = [0.1, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600, 2_592_000];
const MOST_TICKS = 8;

/** Seconds to pixels. */
export function secondsScale(domain: readonly [number, number], range: readonly [number, number]): ScaleLinear<number, number> {
  const [from, to] = domain;
  return scaleLinear().domain([from, to > from ? to : from + 1]).range([...range]);
}

/** Round moments within a domain of seconds, a few of them. */
export function secondTicks(from: number, to: number): readonly number[] {
  const step = STEPS.find((one) => (to - from) / one <= MOST_TICKS) ?? (to - from) / MOST_TICKS;
  const ticks: number[] = [];
  for (let n = Math.ceil(from / step); n * step <= to; n += 1) ticks.push(n * step);
  return ticks;
}

/** Seconds as an axis says them: `30 s`, `5 min`, `1.5 h`, `2 d`. */
export function tickWords(seconds: number): string {
  const s = Math.abs(seconds);
  const sign = seconds < 0 ? '-' : '';
  const [unit, size] = s === 0 || s < 60 ? ['s', 1] as const : s < 3600 ? ['min', 60] as const : s < 172_800 ? ['h', 3600] as const : ['d', 86_400] as const;
  return `${sign}${Math.round((s / size) * 10) / 10} ${unit}`;
}

/** Grid lines with their words below. */
export function timeAxis(scale: ScaleLinear<number, number>, at: { readonly top: number; readonly bottom: number }, words: (seconds: number) => string = tickWords): string {
  const [from = 0, to = 1] = scale.domain();
  return secondTicks(from, to).map((tick) => `${tag('line', { x1: scale(tick), x2: scale(tick), y1: at.top, y2: at.bottom, class: 'grid' })}${label(words(tick), { x: scale(tick), y: at.bottom + 16, class: 'tick', anchor: 'middle' })}`).join('');
}
