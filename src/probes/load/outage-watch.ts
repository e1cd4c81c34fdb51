import { Agent, request } from 'undici';
import type { Outage } from '#contract/user-service';
import { monoMicros } from '#kit/time';
import { after, every } from '#kit/wall-clock';

export interface OutageWatch {
  outages(): readonly Outage[];
  /** Microseconds for which the service was down so far, as far as is known for certain: no more than this. */
  downMicros(): number;
  stop(): Promise<readonly Outage[]>;
}

export interface OutageInput {
  readonly url: URL;
  /** Between probes while all is well; 1 s where absent. */
  readonly slowMs?: number;
  /** Between probes while it is down; 10 ms where absent. */
  readonly fastMs?: number;
}

/** A fast probe is not given up before this: a service that comes back slowly answers one of those that wait. */
const PATIENCE_MS = 2_000;
/** While it is healthy an answer that takes longer is a failure: hung is as bad as gone. */
const SLOW_PATIENCE_MS = 900;
const MOST_IN_FLIGHT = 256;

/**
 * Watches a service in real time: slowly while it is healthy, every few milliseconds and overlapping while it is down. Probe cadence is the
 * error of a measured outage, and fast probes all day would be load of their own.
 */
export function watchOutages({ url, slowMs = 1_000, fastMs = 10 }: OutageInput): OutageWatch {
  const agent = new Agent({ connections: MOST_IN_FLIGHT, pipelining: 0, keepAliveTimeout: 1, connectTimeout: PATIENCE_MS });
  const state: State = { outages: [], lastGoodBegan: monoMicros(), inFlight: new Set(), lastDown: 0 };
  let stopTicks: () => void = () => undefined;
  let stopped = false;

  const probe = (patienceMs: number): void => {
    const one = { began: monoMicros() };
    state.inFlight.add(one);
    void ask(agent, url, patienceMs).then((good) => {
      state.inFlight.delete(one);
      if (stopped) return;
      if (good) answered(one.began);
      else failed();
    });
  };
  const answered = (began: number): void => {
    const current = state.outages.at(-1);
    if (current?.up === null) {
      state.outages.splice(-1, 1, { ...current, up: [Math.max(state.lastDown, current.down[1]), monoMicros()] });
      cadence('slow');
    }
    state.lastGoodBegan = Math.max(state.lastGoodBegan, began);
  };
  const failed = (): void => {
    state.lastDown = monoMicros();
    if (state.outages.at(-1)?.up === null) return;
    state.outages.push({ down: [state.lastGoodBegan, state.lastDown], up: null });
    cadence('fast');
  };
  const cadence = (which: 'slow' | 'fast'): void => {
    stopTicks();
    if (stopped) return;
    const tick = which === 'slow' ? () => probe(SLOW_PATIENCE_MS) : () => fastTick(state, probe);
    stopTicks = every(which === 'slow' ? slowMs : fastMs, tick);
    tick();
  };
  cadence('slow');
  return {
    outages: () => [...state.outages],
    downMicros: () => state.outages.reduce((sum, { down, up }) => sum + (up?.[1] ?? monoMicros()) - down[0], 0),
    stop: async () => {
      stopped = true;
      stopTicks();
      await agent.destroy();
      return [...state.outages];
    },
  };
}

interface State {
  readonly outages: Outage[];
  readonly inFlight: Set<{ readonly began: number }>;
  lastGoodBegan: number;
  /** The last moment at which the service was seen to be down: a probe failed, or one that began in this outage had no answer yet. */
  lastDown: number;
}

/** A probe of this outage that waits without an answer longer than a healthy service takes says that it is still down. */
function fastTick(state: State, probe: (patienceMs: number) => void): void {
  const now = monoMicros();
  const since = state.outages.at(-1)?.down[1] ?? now;
  for (const { began } of state.inFlight) if (began >= since && now - began > HEALTHY_ANSWER_MICROS) state.lastDown = Math.max(state.lastDown, began + HEALTHY_ANSWER_MICROS, now - HEALTHY_ANSWER_MICROS);
  if (state.inFlight.size < MOST_IN_FLIGHT) probe(PATIENCE_MS);
}

const HEALTHY_ANSWER_MICROS = 50_000;

async function ask(agent: Agent, url: URL, patienceMs: number): Promise<boolean> {
  const late = new AbortController();
  const cancel = after(patienceMs, () => late.abort());
  try {
    const { statusCode, body } = await request(url, { dispatcher: agent, method: 'GET', signal: late.signal });
    await body.dump();
    return statusCode < 500;
  } catch {
    // Refused, reset, hung or cut off: for a user it is all the same.
    return false;
  } finally {
    cancel();
  }
}
