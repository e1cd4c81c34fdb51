import type { StoreConfig } from '#contract/config.schema';
import type { DrillContext } from '#contract/modules';
import { durationSeconds } from '#kit/durations';
import { isoMicros } from '#kit/time';
import { nextRuns } from './schedule.ts';
import type { Run } from './run.ts';
import { codeOf, isLostGround } from './stop-run.ts';

export interface BeaconWriter {
  /** From here on (epoch microseconds) the strike is known: marks become dense before it. */
  setStrike(atMicros: number): void;
  stop(): Promise<void>;
}

/**
 * Writes numbered marks to a store until stopped, slowly in quiet times and densely around the strike and each scheduled point,
 * so that data loss can be read from what came back; `after` recovery, so that the next drill finds history without a gap. The ledger line `sent` is written before the mark, `acked` after it.
 */
export async function startBeacons(run: Run, context: DrillContext, store: StoreConfig, purpose: 'strike' | 'after' = 'strike'): Promise<BeaconWriter> {
  const { id, token } = run.input.started;
  const own = token === undefined ? id : `${id}-${token}`;
  const series = purpose === 'strike' ? own : `${own}-after`;
  const ledger = purpose === 'strike' ? store.id : afterLedger(store.id);
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, context.signal]);
  const cadence = cadenceOf(run, store, purpose);
  let seq = await nextSeq(run, ledger, series);
  const counts = { acknowledged: 0, failed: 0 };
  let wake = new AbortController();

  const one = async (): Promise<void> => {
    const sentAt = run.clock.nowIso();
    const mark = { series, seq, sentAt };
    seq += 1;
    run.input.record.beacon(ledger, { kind: 'sent', series, seq: mark.seq, at: sentAt });
    try {
      const kept = await run.service(store).beacons.write(context, run.bindings.bound(store.id), mark);
      run.input.record.beacon(ledger, { kind: 'acked', series, seq: mark.seq, at: run.clock.nowIso(), ...(kept ? { committedAt: kept.committedAt } : {}) });
      counts.acknowledged += 1;
    } catch (error) {
      if (isLostGround(error)) throw error;
      run.input.record.beacon(ledger, { kind: 'failed', series, seq: mark.seq, at: run.clock.nowIso(), sure: (error as { sure?: boolean }).sure === true, code: codeOf(error) });
      counts.failed += 1;
    }
    run.input.progress.beacons(store.id, counts);
  };

  const loop = run.clock.task(`beacons ${store.id}`, async () => {
    while (!signal.aborted) {
      await one();
      try {
        await run.clock.sleepUntil(cadence.next(run.clock.nowMicros()), AbortSignal.any([signal, wake.signal]));
      } catch (error) {
        if (isLostGround(error)) throw error;
        // Stopped, or the strike became known and the cadence changed: the loop looks again.
      }
    }
  });
  loop.catch(() => undefined); // The same error is thrown by stop(); unhandled here it would end the process first.
  return {
    setStrike: (at) => {
      cadence.dense.push(at);
      const old = wake;
      wake = new AbortController();
      old.abort(new Error('cadence changed'));
    },
    stop: async () => {
      over.abort(new Error('beacons stopped'));
      try {
        await run.clock.join(loop);
      } finally {
        await run.service(store).beacons.rest?.(context, run.bindings.bound(store.id));
      }
    },
  };
}

/** Ledger of the marks written after recovery: history for the next drill, no part of this one's loss. */
function afterLedger(store: string): string {
  return `${store}.after`;
}

/** History for the next drill needs no mark each minute, only no silence: a stretch of ten periods without one would count as such. */
const AFTER_FACTOR = 5;

/** When the next mark is due: every 60 s (less often after recovery), every second in the minutes before a dense moment and around scheduled points. */
function cadenceOf(run: Run, store: StoreConfig, purpose: 'strike' | 'after'): { readonly dense: number[]; next(now: number): number } {
  const { every, fastEvery, fastFor } = run.input.config.beacons;
  const slow = durationSeconds(every) * 1e6 * (purpose === 'after' ? AFTER_FACTOR : 1);
  const fast = durationSeconds(fastEvery) * 1e6;
  const window = durationSeconds(fastFor) * 1e6;
  const dense: number[] = [];
  // Beside a store with a daily point, one whose points are closer than the dense minutes would be marked each second for a whole day.
  const scheduled = store.backups.filter((backup) => run.stores.length === 1 || durationSeconds(backup.every) * 1e6 > window);
  const moments = (now: number): number[] => [...dense, ...scheduled.flatMap((backup) => nextRuns(backup.schedule, isoMicros(now - window), 2))];
  return {
    dense,
    next: (now) => {
      const near = moments(now);
      if (near.some((at) => now >= at - window && now <= at + window)) return now + fast;
      const begin = Math.min(...near.map((at) => at - window).filter((at) => at > now));
      return Math.min(now + slow, begin);
    },
  };
}

/** The number after the highest one ever sent in this series: a resumed run goes on, it never reuses a number. */
async function nextSeq(run: Run, store: string, series: string): Promise<number> {
  let highest = 0;
  for await (const line of run.input.record.beacons(store)) if (line.series === series && line.seq > highest) highest = line.seq;
  return highest + 1;
}
