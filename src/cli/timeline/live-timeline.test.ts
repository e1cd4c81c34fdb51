import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Terminal } from '../terminal.ts';
import { liveTimeline } from './live-timeline.ts';

/** A terminal that knows the four escapes the block uses; keeps every row ever shown, as a scrollback does. */
function fakeTerminal(size: { columns: number; rows: number }): { readonly terminal: Terminal; readonly screen: () => readonly string[] } {
  const rows: string[] = [''];
  let row = 0;
  let aside: (() => void) | null = null;
  const type = (text: string): void => {
    for (const [token] of text.matchAll(/\u001b\[\??\d*[a-zA-Z]|\n|[^\u001b\n]+/g)) {
      const [, amount = '', letter = ''] = /^\u001b\[\??(\d*)([a-zA-Z])$/.exec(token) ?? [];
      if (letter === 'A') row = Math.max(rows.length - size.rows, 0, row - Number(amount || '1'));
      else if (letter === 'K') rows[row] = '';
      else if (letter === 'J') rows.splice(row, rows.length, '');
      else if (token === '\n') { row += 1; rows[row] ??= ''; }
      else if (letter === '') rows[row] = token;
    }
  };
  const line = (text: string): void => { aside?.(); type(`${text}\n`); };
  const terminal: Terminal = { cwd: '/', env: {}, argv: [], live: true, color: false, columns: () => size.columns, rows: () => size.rows, out: line, err: line, write: type, beforeLine: (step) => { aside = step; } };
  return { terminal, screen: () => rows.filter((text) => text !== '') };
}

const fact = (type: string, data: unknown, phase = '1-prepare'): unknown => ({ seq: 1, prev: '', at: '2026-01-01T00:00:00.000000Z', mono: 0, phase, type, data });
const clock = { nowIso: () => '2026-01-01T00:00:09.000Z', monoMicros: () => 9_000_000 };

describe('the live block', () => {
  beforeEach(() => { vi.useFakeTimers(); });
  afterEach(() => { vi.useRealTimers(); });

  it('is redrawn in place, and a line that somebody prints meanwhile stands above it once', () => {
    const { terminal, screen } = fakeTerminal({ columns: 80, rows: 24 });
    const timeline = liveTimeline(terminal, clock);
    timeline.fact(fact('run.started', { id: '0007-x-y', title: 'T' }) as never);
    timeline.fact(fact('phase.started', { attempt: 1 }) as never);
    vi.advanceTimersByTime(200);
    terminal.err('redrill: SIGINT');
    timeline.fact(fact('phase.started', { attempt: 1 }, '2-baseline') as never);
    vi.advanceTimersByTime(200);
    terminal.err('drill time stands still');
    timeline.close();
    terminal.out('the end');
    expect(screen().map((text) => text.replace(/\s{2,}.*/, ''))).toEqual(['redrill: SIGINT', 'drill time stands still', '0007-x-y', 'drill time 2026-01-01 00:00:09', '> 1-prepare', '> 2-baseline', 'the end']);
  });

  it('never grows higher than the window, so that no row is left behind above it', () => {
    const { terminal, screen } = fakeTerminal({ columns: 80, rows: 6 });
    const timeline = liveTimeline(terminal, clock);
    timeline.fact(fact('run.started', { id: '0007-x-y', title: 'T' }) as never);
    for (let n = 1; n < 8; n += 1) {
      timeline.fact(fact('step.started', { n, title: `step ${n}`, uses: 'x', marks: 'other' }) as never);
      vi.advanceTimersByTime(200);
    }
    timeline.close();
    expect(screen().filter((text) => text.startsWith('0007'))).toHaveLength(1);
    expect(screen()).toHaveLength(5);
    expect(screen().at(-1)).toContain('7. step 7');
  });
});
