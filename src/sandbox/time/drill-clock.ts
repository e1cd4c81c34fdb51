import { readFileSync } from 'node:fs';
import type { ClockState } from '#contract/control';
import { dateOfMicros } from '#kit/dates';
import { monoMicros, realNowMicros, realNowMs } from '#kit/time';
import type { Catalogue, SandboxTime } from '../service.ts';

/** Table of the clock: one row. `seen` is a moment that drill time has certainly reached. */
export const CLOCK_TABLE = 'CREATE TABLE IF NOT EXISTS clock (id INTEGER PRIMARY KEY CHECK (id = 1), boot TEXT NOT NULL, epoch INTEGER NOT NULL, mono INTEGER NOT NULL, offset INTEGER NOT NULL, seen INTEGER NOT NULL) STRICT';

/** Less than this is how clocks are read, not a step of one. */
const CLOCK_STEP_MICROS = 50_000;

export interface DrillClock extends SandboxTime {
  state(): ClockState;
  /** Moves time forward to a moment; the new offset is committed before this returns. Earlier moments change nothing. */
  jumpTo(micros: number): void;
  /** Commits how far time has come, for a restart after a reboot. */
  markSeen(): void;
  /** Whom `changed` tells. */
  onChange(listener: () => void): void;
}

/**
 * Drill time = anchor + monotonic time since + offset. Within one boot of the machine the anchors are kept, so time goes on at real speed
 * while the sandbox is down and can never go backwards; after a reboot it is anchored anew, not before the last moment seen. So it is, at
 * the same moment of drill time, when the system's clock has moved against the monotonic one (a sleep, a clock that was set).
 */
export function openDrillClock(catalogue: Catalogue, boot: string = bootId()): DrillClock {
  let state = restore(catalogue, boot);
  let listener: (() => void) | null = null;
  const remember = catalogue.db.prepare('INSERT OR REPLACE INTO clock_map (real, before, after) VALUES (?, ?, ?)');
  const update = catalogue.db.prepare('UPDATE clock SET offset = ?, seen = max(seen, ?) WHERE id = 1');
  const nowMicros = (): number => state.anchorEpochMicros + monoMicros() - state.anchorMonoMicros + state.offsetMicros;
  return {
    nowMicros,
    now: () => dateOfMicros(nowMicros()),
    state: () => state,
    jumpTo(micros) {
      const by = Math.ceil(micros - nowMicros());
      if (by <= 0) return;
      const next = { ...state, offsetMicros: state.offsetMicros + by };
      const real = Math.floor(nowMicros() - state.offsetMicros);
      catalogue.transaction(() => {
        remember.run(real, state.offsetMicros, next.offsetMicros);
        update.run(next.offsetMicros, Math.floor(micros));
      });
      catalogue.flush();
      state = next;
    },
    markSeen: () => { update.run(state.offsetMicros, nowMicros()); },
    onChange: (next) => { listener = next; },
    changed: () => listener?.(),
  };
}

function restore(catalogue: Catalogue, boot: string): ClockState {
  const row = catalogue.db.prepare('SELECT boot, epoch, mono, offset, seen FROM clock WHERE id = 1').get() as { boot: string; epoch: number; mono: number; offset: number; seen: number } | undefined;
  const mono = monoMicros();
  const epoch = realNowMicros();
  const sinceMicros = row && row.boot === boot && row.mono <= mono ? mono - row.mono : null;
  if (row && sinceMicros !== null && Math.abs(row.epoch + sinceMicros - epoch) <= CLOCK_STEP_MICROS) return { anchorEpochMicros: row.epoch, anchorMonoMicros: row.mono, offsetMicros: row.offset };
  const offset = !row ? 0 : sinceMicros === null ? Math.max(row.offset, row.seen - epoch) : row.epoch + sinceMicros + row.offset - epoch;
  // between moments that engines stamp and drill time another distance holds from here on
  if (row && offset !== row.offset) catalogue.db.prepare('INSERT OR REPLACE INTO clock_map (real, before, after) VALUES (?, ?, ?)').run(epoch + offset - row.offset, row.offset, offset);
  catalogue.db.prepare('INSERT OR REPLACE INTO clock (id, boot, epoch, mono, offset, seen) VALUES (1, ?, ?, ?, ?, ?)').run(boot, epoch, mono, offset, epoch + offset);
  return { anchorEpochMicros: epoch, anchorMonoMicros: mono, offsetMicros: offset };
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    // no /proc: every start is anchored anew at the last moment seen; keeping old anchors across a reboot could jump backwards
    return `unknown-${realNowMs()}`;
  }
}
