import type { Binding, DrillContext } from '#contract/modules';
import type { RecoveryPointFact } from '#contract/events';
import { tableArn } from '#stores/dynamodb/table-arn';
import { restorablePoint } from '../rds/points-of.ts';
import { recoveryWindow } from './recovery-window.ts';

/** The newest restorable moment lies about five minutes back and moves all the time: three looks tell how far. */
const WATCH_MS = 12 * 60_000;
const ENOUGH_VALUES = 3;
const LOOK_EVERY_MS = 60_000;

/** Looks at the newest restorable moment each minute until it has moved twice, twelve minutes at most. One look where `watch` is false. */
export async function watchRestorable(context: DrillContext, binding: Binding, watch: boolean): Promise<{ readonly points: readonly RecoveryPointFact[]; readonly watchedUntil: string }> {
  const { clock } = context;
  const until = clock.nowMicros() + (watch ? WATCH_MS * 1000 : 0);
  const points = new Map<string, RecoveryPointFact>();
  for (;;) {
    const window = await recoveryWindow(context, binding);
    const point = window === null ? null : restorablePoint(tableArn(binding), window.latest, clock.nowIso());
    if (point !== null && !points.has(point.id)) points.set(point.id, point);
    if (clock.nowMicros() >= until || points.size >= ENOUGH_VALUES) return { points: [...points.values()], watchedUntil: clock.nowIso() };
    await clock.sleep(LOOK_EVERY_MS, context.signal);
  }
}
