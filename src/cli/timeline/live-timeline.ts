import type { Clock } from '#contract/clock';
import type { RunEvent } from '#contract/events';
import type { ProgressPort } from '#contract/progress';
import { every } from '#kit/wall-clock';
import { widthOf } from '../plain-text.ts';
import type { Terminal } from '../terminal.ts';
import { renderBlock } from './render-block.ts';
import { EMPTY_TIMELINE, withFact, type TimelineState } from './timeline-state.ts';

/** A progress display that must be closed, so that the cursor comes back. */
export interface Timeline extends ProgressPort {
  close(): void;
}

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const REDRAW_MS = 100;

/**
 * A block that is redrawn in place, at most ten times a second and in one write, so that it does not flicker. A line that anybody else
 * prints takes its place, and the block is drawn again below it.
 */
export function liveTimeline(terminal: Terminal, clock: Pick<Clock, 'nowIso' | 'monoMicros'>): Timeline {
  let state: TimelineState = EMPTY_TIMELINE;
  let drawn: readonly string[] = [];
  let cursorHidden = false;
  const draw = (): void => {
    if (state.run === '') return;
    const lines = fitted(renderBlock(state, { at: clock.nowIso(), mono: clock.monoMicros() }, terminal.columns()), terminal.rows() - 1);
    if (lines.length === drawn.length && lines.every((line, i) => line === drawn[i])) return;
    terminal.write(`${cursorHidden ? '' : HIDE_CURSOR}${up(drawn, terminal.columns())}${lines.map((line) => `\u001b[2K${line}\n`).join('')}\u001b[0J`);
    cursorHidden = true;
    drawn = lines;
  };
  const stepAside = (): void => {
    if (drawn.length > 0) terminal.write(`${up(drawn, terminal.columns())}\u001b[0J`);
    drawn = [];
  };
  const stop = every(REDRAW_MS, draw);
  const showCursor = (): void => terminal.write(SHOW_CURSOR);
  process.once('exit', showCursor);
  terminal.beforeLine(stepAside);
  return {
    fact: (event) => { state = withFact(state, event as RunEvent); },
    say: (text) => { state = { ...state, note: text }; },
    beacons: (store, counts) => { state = { ...state, beacons: { ...state.beacons, [store]: counts } }; },
    close: () => {
      stop();
      draw();
      terminal.beforeLine(null);
      process.removeListener('exit', showCursor);
      if (cursorHidden) showCursor();
    },
  };
}

/** To the first row of what is drawn; a window made narrower since has wrapped its lines into more rows. */
function up(drawn: readonly string[], columns: number): string {
  const rows = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
  return rows === 0 ? '' : `\u001b[${rows}A`;
}

/** Rows above the window cannot be redrawn, so a small window gets the title, the clock and the newest lines. */
function fitted(lines: readonly string[], rows: number): readonly string[] {
  if (lines.length <= rows) return lines;
  return rows < 4 ? lines.slice(0, Math.max(1, rows)) : [...lines.slice(0, 2), ...lines.slice(lines.length - (rows - 2))];
}
