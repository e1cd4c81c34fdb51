import type { StopSignals } from '#drill/drill-input';
import { monoMicros } from '#kit/time';

/** Two-step stop of a series of runs. */
export interface SignalWatch extends StopSignals {
  /** The signal that arrived a second time, or null. */
  leftBy(): string | null;
  /** Stops listening. */
  close(): void;
}

/** What of `process` it needs; tests hand in an emitter. */
export interface SignalSource {
  on(name: NodeJS.Signals, listener: (name: NodeJS.Signals) => void): unknown;
  off(name: NodeJS.Signals, listener: (name: NodeJS.Signals) => void): unknown;
}

/** One Ctrl-C arrives twice when a launcher or npm forwards what the terminal has sent already. */
const SAME_PRESS_MICROS = 250_000;
const NAMES: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** First signal: stop breaking things and go to recovery. Second: leave at once. `told` hears of each. */
export function watchSignals(source: SignalSource, told: (name: string, count: 1 | 2) => void, mono: () => number = monoMicros): SignalWatch {
  const first = new AbortController();
  const second = new AbortController();
  let last = Number.NEGATIVE_INFINITY;
  let leftBy: string | null = null;
  const listener = (name: NodeJS.Signals): void => {
    const now = mono();
    const echo = now - last < SAME_PRESS_MICROS;
    last = now;
    if (echo || second.signal.aborted) return;
    if (!first.signal.aborted) {
      first.abort(name);
      told(name, 1);
      return;
    }
    leftBy = name;
    second.abort(name);
    told(name, 2);
  };
  for (const name of NAMES) source.on(name, listener);
  return {
    first: first.signal,
    second: second.signal,
    leftBy: () => leftBy,
    close: () => { for (const name of NAMES) source.off(name, listener); },
  };
}
