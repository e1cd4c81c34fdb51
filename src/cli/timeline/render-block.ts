import { humanDuration } from '#kit/durations';
import { secondsBetween } from '#kit/time';
import { cutTo, plainText, widthOf } from '../plain-text.ts';
import { clockText, type Stretch, type TimelineState } from './timeline-state.ts';

/** The moment a block is drawn at: drill time and real monotonic microseconds. */
export interface DrawnAt {
  readonly at: string;
  readonly mono: number;
}

const STEPS_SHOWN = 8;

/** The live block as lines that fit the width. Pure: the same state draws the same lines. */
export function renderBlock(state: TimelineState, now: DrawnAt, width: number): readonly string[] {
  const lines = [
    `${state.run}  ${state.title}`,
    `drill time ${clockText(now.at)}  ${beaconText(state)}`.trimEnd(),
    ...state.phases.map((phase) => row(phase, now, width, '')),
    ...steps(state, now, width),
    ...moments(state, width),
    ...(state.note === '' ? [] : [`· ${state.note}`]),
  ];
  return lines.map((line) => cutTo(plainText(line), Math.max(19, width - 1)));
}

function steps(state: TimelineState, now: DrawnAt, width: number): readonly string[] {
  const hidden = Math.max(0, state.steps.length - STEPS_SHOWN);
  const shown = state.steps.slice(hidden).map((step) => row(step, now, width, '    '));
  return hidden > 0 ? [`    … ${hidden} earlier step${hidden === 1 ? '' : 's'}`, ...shown] : shown;
}

function row(stretch: Stretch, now: DrawnAt, width: number, indent: string): string {
  const drill = Math.max(0, secondsBetween(stretch.startedAt, stretch.endedAt ?? now.at));
  const real = Math.max(0, ((stretch.endedMono ?? now.mono) - stretch.startedMono) / 1e6);
  const times = `${humanDuration(drill).padStart(12)} drill ${humanDuration(real).padStart(9)} real`;
  const head = `${indent}${mark(stretch.outcome)} ${stretch.name}`;
  const room = Math.min(60, width - 1 - widthOf(times) - 2);
  if (room < 24) return head;
  const name = cutTo(plainText(head), room);
  return `${name}${' '.repeat(Math.max(0, room - widthOf(name)))}  ${times}`;
}

function mark(outcome: string | null): string {
  if (outcome === null) return '>';
  if (outcome === 'done') return '+';
  return outcome === 'skipped' ? '-' : '!';
}

/** The moments reached, on as many lines as they need. */
function moments({ moments: all }: TimelineState, width: number): readonly string[] {
  const lines: string[] = [];
  for (const text of all.map((one) => `${one.name} ${one.at.slice(11, 19)}`)) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + 3 + widthOf(text) < width) lines[lines.length - 1] = `${last}   ${text}`;
    else lines.push(text);
  }
  return lines;
}

function beaconText({ beacons }: TimelineState): string {
  return Object.entries(beacons).map(([store, { acknowledged, failed }]) => `beacons ${store}: ${acknowledged} acknowledged, ${failed} failed`).join('  ');
}
