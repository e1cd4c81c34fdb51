import { humanDuration } from '#kit/durations';
import { label, tag, widthOf } from './svg.ts';
import type { Target } from './targets.ts';

interface Frame {
  /** `RTO` or `RPO`. */
  readonly name: string;
  readonly bottom: number;
  /** No word begins left of it. */
  readonly left: number;
  x(seconds: number): number;
}

/** Upright lines at targets, their words in rows above the bars so that neighbours do not cover each other. */
export function targetLines(targets: readonly Target[], { name, x, bottom, left }: Frame): string {
  return targets.map(({ seconds, sources }, index) => {
    const words = `${name} ${humanDuration(seconds)} (${sources.join(', ')})`;
    const y = 14 + (index % 2) * 15;
    const fits = x(seconds) - widthOf(words) - 4 > left;
    return `${tag('line', { x1: x(seconds), x2: x(seconds), y1: y - 8, y2: bottom, class: 'target' })}${label(words, { x: x(seconds) + (fits ? -5 : 5), y, class: 'target-name', anchor: fits ? 'end' : 'start' })}`;
  }).join('');
}
