import { setImmediate as breathe } from 'node:timers/promises';
import type { SandboxContext, Timer } from '../../../service.ts';
import { trailState } from '../state.ts';
import { deliverDigests } from './deliver-digests.ts';
import { deliverLogs } from './deliver-logs.ts';
import { lastBoundary, PERIOD_MICROS } from './period.ts';

/**
 * Writes the files of all trails at every fifth minute of drill time in which something happened, and at the full hour the digests. Drill time does not
 * stop for it: a file bears the minute at which it was due, and nobody is awake who could look earlier.
 */
export function deliveryTimer(context: SandboxContext): Timer {
  const { trails } = trailState(context.catalogue);
  const boundary = (): number => lastBoundary(context.time.nowMicros());
  return {
    name: 'cloudtrail delivery',
    mayBeLate: () => true,
    next: () => (trails.isLogging() ? (trails.ranAt() ?? boundary()) + PERIOD_MICROS : null),
    fire: async () => {
      const end = boundary();
      const from = Math.min(trails.ranAt() ?? end, end - PERIOD_MICROS);
      for (const trail of trails.all()) {
        for (const span of trails.spans().filter((one) => one.trail === trail.arn)) {
          deliverLogs(context, { span, from, end });
          await breathe();
        }
        deliverDigests(context, { arn: trail.arn, end });
      }
      context.catalogue.transaction(() => trails.setRanAt(end));
    },
  };
}
