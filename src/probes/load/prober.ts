import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { finished } from 'node:stream/promises';
import { Agent, request } from 'undici';
import type { LoadPort, LoadReading, RunningLoad } from '#contract/user-service';
import { monoMicros, realNowMs } from '#kit/time';
import { after, every, realSleep } from '#kit/wall-clock';
import { Latencies } from './percentiles.ts';

export const SERIES_FILE = join('load', 'series.ndjson');

/** One real second of load, a line of the series. */
interface Second {
  readonly atMs: number;
  requests: number;
  failed: number;
  dropped: number;
  sumMs: number;
  readonly latencies: Latencies;
}

const PATIENCE_MS = 5_000;
const MOST_IN_FLIGHT = 500;
const FIRST_LOOK_MS = 50;

/**
 * The built-in load where there is no k6: open-loop, so that a slow answer delays no other request, and a latency counts from the moment a
 * request was due. GETs of one address.
 */
export function builtInProber({ url, ratePerSecond }: { readonly url: () => URL | null; readonly ratePerSecond: number }): LoadPort {
  return {
    start: async ({ folder, signal }) => {
      const target = url();
      if (target === null) throw new Error('nobody knows where users reach the platform (service.url)');
      const file = join(folder, SERIES_FILE);
      await mkdir(dirname(file), { recursive: true });
      const load = new ProberLoad(target, ratePerSecond, file);
      load.begin(signal);
      while (load.answered() === 0 && !signal.aborted) await realSleep(FIRST_LOOK_MS);
      return load;
    },
  };
}

class ProberLoad implements RunningLoad {
  readonly #agent = new Agent({ connections: MOST_IN_FLIGHT, pipelining: 1 });
  readonly #latencies = new Latencies();
  readonly #began = monoMicros();
  readonly #file: ReturnType<typeof createWriteStream>;
  readonly #url: URL;
  readonly #rate: number;
  #second: Second = emptySecond();
  #due = 0;
  #inFlight = 0;
  #requests = 0;
  #failed = 0;
  #dropped = 0;
  #stopTicks: () => void = () => undefined;

  constructor(url: URL, rate: number, file: string) {
    this.#url = url;
    this.#rate = rate;
    this.#file = createWriteStream(file);
  }

  begin(signal: AbortSignal): void {
    const stop = every(Math.max(1, Math.min(20, 500 / this.#rate)), () => this.#tick());
    this.#stopTicks = stop;
    signal.addEventListener('abort', stop, { once: true });
    this.#tick();
  }

  answered(): number {
    return this.#requests;
  }

  async stop(): Promise<LoadReading> {
    this.#stopTicks();
    for (let waited = 0; this.#inFlight > 0 && waited < PATIENCE_MS; waited += FIRST_LOOK_MS) await realSleep(FIRST_LOOK_MS);
    await this.#agent.destroy();
    this.#writeSecond();
    this.#file.end();
    await finished(this.#file);
    return {
      tool: 'the built-in prober',
      ratePerSecond: this.#rate,
      realSeconds: (monoMicros() - this.#began) / 1e6,
      requests: this.#requests,
      failed: this.#failed,
      dropped: this.#dropped,
      latencyMs: { p50: this.#latencies.at(0.5), p95: this.#latencies.at(0.95), p99: this.#latencies.at(0.99) },
      series: SERIES_FILE,
    };
  }

  /** Begins everything that is due by now, however late the tick is. */
  #tick(): void {
    const shouldHave = Math.floor(((monoMicros() - this.#began) / 1e6) * this.#rate) + 1;
    while (this.#due < shouldHave) {
      const dueMicros = this.#began + (this.#due / this.#rate) * 1e6;
      this.#due += 1;
      if (this.#inFlight >= MOST_IN_FLIGHT) {
        this.#dropped += 1;
        this.#second.dropped += 1;
      } else void this.#ask(dueMicros);
    }
    if (realNowMs() - this.#second.atMs >= 1000) this.#writeSecond();
  }

  async #ask(dueMicros: number): Promise<void> {
    this.#inFlight += 1;
    const good = await get(this.#agent, this.#url);
    this.#inFlight -= 1;
    const ms = (monoMicros() - dueMicros) / 1000;
    this.#requests += 1;
    this.#second.requests += 1;
    this.#second.sumMs += ms;
    this.#second.latencies.add(ms);
    if (good) this.#latencies.add(ms);
    else {
      this.#failed += 1;
      this.#second.failed += 1;
    }
  }

  #writeSecond(): void {
    const { atMs, requests, failed, dropped, sumMs, latencies } = this.#second;
    const [meanMs, p95Ms] = [requests === 0 ? null : hundredths(sumMs / requests), hundredths(latencies.at(0.95))];
    if (requests + dropped > 0) this.#file.write(`${JSON.stringify({ atMs: Math.round(atMs), requests, failed, dropped, meanMs, p95Ms })}\n`);
    this.#second = emptySecond();
  }
}

function emptySecond(): Second {
  return { atMs: realNowMs(), requests: 0, failed: 0, dropped: 0, sumMs: 0, latencies: new Latencies() };
}

function hundredths(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 100) / 100;
}

async function get(agent: Agent, url: URL): Promise<boolean> {
  const late = new AbortController();
  const cancel = after(PATIENCE_MS, () => late.abort());
  try {
    const { statusCode, body } = await request(url, { dispatcher: agent, signal: late.signal });
    await body.dump();
    return statusCode < 400;
  } catch {
    // Refused, reset or late: a failed request, counted by the caller.
    return false;
  } finally {
    cancel();
  }
}
