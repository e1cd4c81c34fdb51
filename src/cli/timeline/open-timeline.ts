import type { Clock } from '#contract/clock';
import type { RunEvent } from '#contract/events';
import { plainText } from '../plain-text.ts';
import type { Terminal } from '../terminal.ts';
import { lineOf } from './line-of.ts';
import { liveTimeline, type Timeline } from './live-timeline.ts';

/** NDJSON with --json, nothing with --quiet, a live block on a terminal, plain lines on standard error elsewhere. */
export function openTimeline(terminal: Terminal, clock: Pick<Clock, 'nowIso' | 'monoMicros'>, how: { readonly json?: boolean; readonly quiet?: boolean }): Timeline {
  if (how.json) return { ...SILENT, fact: (event) => terminal.out(JSON.stringify(event)) };
  if (how.quiet) return SILENT;
  return terminal.live ? liveTimeline(terminal, clock) : plainTimeline(terminal);
}

const SILENT: Timeline = { fact: () => undefined, say: () => undefined, beacons: () => undefined, close: () => undefined };

function plainTimeline(terminal: Terminal): Timeline {
  return {
    ...SILENT,
    fact: (event) => {
      const line = lineOf(event as RunEvent);
      if (line !== null) terminal.err(plainText(line));
    },
    say: (text) => terminal.err(`  ${plainText(text)}`),
  };
}
