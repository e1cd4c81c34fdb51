import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoadPort, LoadReading } from '#contract/user-service';
import { runK6 } from '#engines/k6/run-k6';
import type { K6Run } from '#engines/k6/run-k6';
import { RedrillError } from '#kit/redrill-error';
import { monoMicros } from '#kit/time';
import { realSleep } from '#kit/wall-clock';
import { Latencies } from './percentiles.ts';
import { SERIES_FILE } from './prober.ts';

export interface K6LoadInput {
  readonly bin: string;
  readonly version: string;
  /** The user's script, or the one that ships. */
  readonly script: string;
  readonly url: () => URL | null;
  readonly ratePerSecond: number;
}

/** Longer than any drill lasts in real time: the drill ends the load, not the script. */
const LONGEST_SECONDS = 6 * 3600;
const BEGUN_WITHIN_MS = 20_000;
const LOOK_MS = 50;

/** Load by a real k6, which keeps its rate whatever the answers are; its summary and a line for each second stay with the run. */
export function k6Load({ bin, version, script, url, ratePerSecond }: K6LoadInput): LoadPort {
  return {
    start: async ({ folder, signal }) => {
      const target = url();
      if (target === null) throw new RedrillError('load.no-url', 'nobody knows where users reach the platform (service.url)');
      if (!existsSync(script)) throw new RedrillError('load.no-script', `${script} does not exist: service.load names it`);
      await mkdir(join(folder, 'load'), { recursive: true });
      const over = new AbortController();
      const latencies = new Latencies();
      const state: { seen: number; broke: unknown; endedMicros: number } = { seen: 0, broke: null, endedMicros: 0 };
      const began = monoMicros();
      const running = runK6({
        bin, script,
        env: { REDRILL_SERVICE_URL: target.href, REDRILL_LOAD_RATE: String(ratePerSecond), REDRILL_LOAD_SECONDS: String(LONGEST_SECONDS) },
        out: join(folder, SERIES_FILE),
        summary: join(folder, 'load', 'summary.json'),
        signal: AbortSignal.any([over.signal, signal]),
        onRequest: ({ durationMs, failed }) => {
          state.seen += 1;
          if (!failed) latencies.add(durationMs);
        },
      });
      // Told again by stop; unheard it would end the process before the record is closed.
      const noteEnd = (): void => { state.endedMicros = monoMicros(); };
      running.then(noteEnd, (error: unknown) => { state.broke = error; });
      for (let waited = 0; state.seen === 0 && state.endedMicros === 0 && state.broke === null && waited < BEGUN_WITHIN_MS; waited += LOOK_MS) await realSleep(LOOK_MS);
      if (state.broke !== null) throw state.broke;
      return {
        stop: async () => {
          over.abort();
          const ran = await running;
          return readingOf(ran, { tool: `k6 ${version}`, ratePerSecond, realSeconds: (state.endedMicros - began) / 1e6, latencies });
        },
      };
    },
  };
}

function readingOf({ requests, failed, droppedIterations }: K6Run, { tool, ratePerSecond, realSeconds, latencies }: { readonly tool: string; readonly ratePerSecond: number; readonly realSeconds: number; readonly latencies: Latencies }): LoadReading {
  return {
    tool, ratePerSecond, realSeconds, requests, failed,
    dropped: droppedIterations,
    latencyMs: { p50: latencies.at(0.5), p95: latencies.at(0.95), p99: latencies.at(0.99) },
    series: SERIES_FILE,
  };
}
