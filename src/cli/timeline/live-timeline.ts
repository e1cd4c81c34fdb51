import type { Clock } from '#contract/clock';
import type { RunEvent } from '#contract/events';
import type { ProgressPort } from '#contract/progress';
import { every } from '#kit/wall-clock';
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

/** A block that is redrawn in place, at most ten times a second and in one write, so that it does not flicker. */
export function liveTimeline(terminal: Terminal, clock: Pick<Clock, 'nowIso' | 'monoMicros'>): Timeline {
  let state: TimelineState = EMPTY_TIMELINE;
  let drawn = 0;
  let previous = '';
  const draw = (): void => {
    const lines = renderBlock(state, { at: clock.nowIso(), mono: clock.monoMicros() }, terminal.columns());
    const text = lines.join('\n');
    if (state.run === '' || text === previous) return;
    terminal.write(`${drawn === 0 ? HIDE_CURSOR : `\u001b[${drawn}A`}${lines.map((line) => `\u001b[2K${line}\n`).join('')}\u001b[0J`);
    drawn = lines.length;
    previous = text;
  };
  const stop = every(REDRAW_MS, draw);
  const showCursor = (): void => terminal.write(SHOW_CURSOR);
  process.once('exit', showCursor);
  return {
    fact: (event) => { state = withFact(state, event as RunEvent); },
    say: (text) => { state = { ...state, note: text }; },
    beacons: (store, counts) => { state = { ...state, beacons: { ...state.beacons, [store]: counts } }; },
    close: () => {
      stop();
      draw();
      process.removeListener('exit', showCursor);
      if (drawn > 0) showCursor();
    },
  };
}
