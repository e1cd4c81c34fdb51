import { isHeld } from '../legal-holds.ts';
import { COPY_JOBS, POINTS, RESTORE_JOBS, type Point } from '../model.ts';
import type { Work } from './work.ts';

const HOUR_MICROS = 3_600_000_000;
const DAY_MICROS = 24 * HOUR_MICROS;

/** Deletes a point for good. Its bytes go first: killed in between, the point is still there and is deleted again. */
export function removePoint({ context, kinds }: Work, point: Point): void {
  const kind = kinds.of(point.type);
  const shared = POINTS.ofResource(context.catalogue, point.resource).some((other) => other.id !== point.id && other.artifact === point.artifact);
  if (!shared) {
    if (point.continuous) kind.continuous?.end(context, point.artifact);
    kind.forget(context, point.artifact);
  }
  POINTS.remove(context.catalogue, point.id);
}

/** When a continuous point is looked at again: it has no end of its own, but what it is a point of may end. */
export function nextLook(nowMicros: number): number {
  return nowMicros + DAY_MICROS;
}

/** A point whose deletion or whose retention is due, or a continuous one that is looked at. One that is being restored or copied waits, and one under a legal hold until the hold is canceled. */
export function stepPoint(work: Work, point: Point): void {
  if (point.continuous && point.state === 'AVAILABLE') return lookAt(work, point);
  if (point.state !== 'DELETING' && isHeld(work.context.catalogue, point)) return POINTS.put(work.context.catalogue, { ...point, due: work.context.time.nowMicros() + DAY_MICROS });
  if (isInUse(work.context, point)) return POINTS.put(work.context.catalogue, { ...point, due: work.context.time.nowMicros() + HOUR_MICROS });
  removePoint(work, point);
}

/** Without a window the log broke: the point is STOPPED and goes after its days, or at once when the resource has gone as well and nothing is left. */
function lookAt(work: Work, point: Point): void {
  const { context, kinds } = work;
  const kind = kinds.of(point.type);
  const now = context.time.nowMicros();
  if (kind.continuous?.window(context, point.artifact)) return POINTS.put(context.catalogue, { ...point, due: nextLook(now) });
  if (!kind.find(context, point.resource)) return removePoint(work, point);
  POINTS.put(context.catalogue, { ...point, state: 'STOPPED', due: now + (point.lifecycle.deleteAfterDays ?? 1) * DAY_MICROS });
}

/** Whether a restore or a copy of the point goes on. */
export function isInUse({ catalogue }: Pick<Work['context'], 'catalogue'>, point: Point): boolean {
  const restored = RESTORE_JOBS.ofResource(catalogue, point.resource, ['STARTING', 'PENDING', 'RUNNING']).some((job) => job.point === point.id);
  return restored || COPY_JOBS.ofResource(catalogue, point.resource, ['CREATED', 'RUNNING']).some((job) => job.source === point.id);
}
