import { join } from 'node:path';
import type { LoadPort } from '#contract/user-service';
import { sha256File } from '#kit/digest';
import { RedrillError } from '#kit/redrill-error';
import { monoMicros, realNowMs } from '#kit/time';
import { watchOutages } from './outage-watch.ts';

/** Fine enough for outages of seconds; each look at the health of a platform asks all of its stores. */
const FAST_MS = 50;
/** A rehearsal can be broken and mended within a second of real time. */
const SLOW_MS = 250;

/**
 * Load with a watch beside it that tells when the service was down: seldom while it is healthy, fast while it is down only. It asks
 * `health` below the service's address; where there is no such page, any answer but a 5xx says that the service is up.
 */
export function watchedLoad(load: LoadPort, url: () => URL | null): LoadPort {
  return {
    start: async (input) => {
      const base = url();
      if (base === null) throw new RedrillError('load.no-url', 'nobody knows where users reach the platform (service.url)');
      const running = await load.start(input);
      const clock = { realMs: realNowMs(), monoMicros: monoMicros() };
      const watch = watchOutages({ url: new URL('health', base), slowMs: SLOW_MS, fastMs: FAST_MS });
      const leave = (): void => { void watch.stop(); };
      input.signal.addEventListener('abort', leave, { once: true });
      return {
        stop: async () => {
          input.signal.removeEventListener('abort', leave);
          const outages = await watch.stop();
          const read = await running.stop();
          return { ...read, ...(read.series === null ? {} : { seriesSha256: await sha256File(join(input.folder, read.series)) }), outages, clock };
        },
      };
    },
  };
}
