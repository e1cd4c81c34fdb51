import { regionFaultsOf } from '../../../regions/region-faults.ts';
import type { SandboxContext } from '../../../service.ts';
import { COPY_JOBS, type CopyJob } from '../model.ts';

/**
 * After a change of regions: copy jobs under way whose regions have lost each other, or whose region's copies are held, come to a halt, RUNNING;
 * those whose way is free again go on with what was left of their transfer. Jobs that could not begin are tried again.
 */
export function reviewCopies(context: SandboxContext): void {
  const { catalogue, time } = context;
  for (const job of COPY_JOBS.inState(catalogue, 'RUNNING')) {
    const [halted, held] = [job.due === null, isHeld(context, job)];
    // one whose bytes are being moved at this moment looks for itself when they are
    if (halted === held || (held && job.ends === null)) continue;
    const left = job.left ?? (job.ends === null ? null : Math.max(0, job.ends - time.nowMicros()));
    COPY_JOBS.put(catalogue, left === null ? { ...job, due: time.nowMicros() } : moved(context, { ...job, left }));
  }
  for (const job of COPY_JOBS.inState(catalogue, 'CREATED')) {
    if (job.retryUntil !== undefined && !isSevered(context, job)) COPY_JOBS.put(catalogue, { ...job, due: time.nowMicros() });
  }
}

/** A job whose bytes are there and whose transfer has still to be waited for: until it ends, or until its way is free. */
export function moved(context: SandboxContext, job: CopyJob & { readonly left: number }): CopyJob {
  const ends = context.time.nowMicros() + job.left;
  return isHeld(context, job) ? { ...job, ends, due: null } : { ...job, ends, due: ends, left: null };
}

/** Whether a copy does not leave its region or does not arrive in the other one. */
export function isHeld({ catalogue }: Pick<SandboxContext, 'catalogue'>, job: CopyJob): boolean {
  return regionFaultsOf(catalogue).holds(job.region, targetRegion(job));
}

/** Whether the copy's two regions cannot reach each other. */
export function isSevered({ catalogue }: Pick<SandboxContext, 'catalogue'>, job: CopyJob): boolean {
  return regionFaultsOf(catalogue).severs(job.region, targetRegion(job));
}

function targetRegion({ destination, region }: CopyJob): string {
  return destination.split(':')[3] ?? region;
}
