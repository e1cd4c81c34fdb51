import type { DBInstance } from '@aws-sdk/client-rds';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import type { RecoveryPointFact } from '#contract/events';
import { isoMicros } from '#kit/time';
import { describeInstance } from '#stores/rds/describe-instance';
import { restorablePoint } from './points-of.ts';

/** Logs are shipped every five minutes: long enough to see the newest restorable moment move twice, and no longer than that. */
const WATCH_MS = 12 * 60_000;
const ENOUGH_VALUES = 3;
const LOOK_EVERY_MS = 60_000;

export interface RestorableSource {
  readonly access: AwsAccess;
  readonly identifier: string;
  /** Whose point it is: of the continuous point, or of the instance for automated backups; null while there is none. */
  arn(instance: DBInstance): Promise<string | null>;
}

export interface Watched {
  readonly points: readonly RecoveryPointFact[];
  readonly watchedUntil: string;
}

/** Looks at the newest restorable moment each minute until it has moved twice, twelve minutes at most: how far a continuous backup lags behind. One look where `watch` is false. */
export async function watchRestorable(context: DrillContext, source: RestorableSource, watch: boolean): Promise<Watched> {
  const { clock } = context;
  const until = clock.nowMicros() + (watch ? WATCH_MS * 1000 : 0);
  const points = new Map<string, RecoveryPointFact>();
  for (;;) {
    const point = await newest(context, source);
    if (point !== null && !points.has(point.id)) points.set(point.id, point);
    if (clock.nowMicros() >= until || points.size >= ENOUGH_VALUES) return { points: [...points.values()], watchedUntil: clock.nowIso() };
    await clock.sleep(LOOK_EVERY_MS, context.signal);
  }
}

async function newest(context: DrillContext, { access, identifier, arn }: RestorableSource): Promise<RecoveryPointFact | null> {
  const instance = await describeInstance(access, identifier);
  const latest = instance?.LatestRestorableTime;
  if (instance === null || latest === undefined) return null;
  const of = await arn(instance);
  return of === null ? null : restorablePoint(of, isoMicros(latest.getTime() * 1000), context.clock.nowIso());
}
