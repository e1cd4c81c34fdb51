import type { DrillContext, PointsProbe } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import type { RecoveryPointFact } from '#contract/events';
import { microsOf } from '#kit/time';
import { BEACON_PREFIX, parseBeaconKey, RangeBuilder } from '#stores/s3/beacon-keys';
import { copyOf, type CopyConfig } from '#stores/s3/copy-of';
import { readCopyLogs } from '#stores/s3/read-copy-logs';
import type { LoggedCopy } from '#stores/s3/read-copy-logs';
import type { S3Store } from '#stores/s3/s3-store';
import { aliveAt, historyByKey } from '#stores/s3/version-history';
import { withStore } from '#stores/s3/with-s3';

/** The daily copies of a bucket, from the job's own log, with the beacons that each really holds. */
export async function readCopyPoints(context: DrillContext, store: StoreConfig): Promise<Awaited<ReturnType<PointsProbe['read']>>> {
  const backup = copyOf(store);
  const outsideBlastRadius = context.config.accounts[backup.account].id !== context.config.accounts[store.account].id;
  return withStore(context.targets.access('drill-observer-backup', backup.region), async (s3) => {
    const { copies, unreadable } = await readCopyLogs(s3, backup.resource, backup.log);
    const points = await withBeacons(context, { s3, backup, copies });
    return { points, complete: unreadable === 0, outsideBlastRadius };
  });
}

/** One listing of the marks serves all points: each key is asked at each point's completion. */
async function withBeacons(context: DrillContext, { s3, backup, copies }: { s3: S3Store; backup: CopyConfig; copies: readonly LoggedCopy[] }): Promise<readonly RecoveryPointFact[]> {
  const points = copies.map((copy) => ({ copy, at: copy.log.status === 'completed' && copy.log.completedAt !== null ? microsOf(copy.log.completedAt) : null, ranges: new RangeBuilder() }));
  for await (const history of historyByKey(s3.listVersions(backup.resource, { prefix: BEACON_PREFIX, signal: context.signal }))) {
    const mark = parseBeaconKey(history.key);
    if (mark === null) continue;
    for (const { at, ranges } of points) if (at !== null && aliveAt(history, at) !== null) ranges.add(mark);
  }
  return points.map(({ copy, ranges }) => ({
    id: `${backup.resource}/${copy.key}`,
    madeBy: copy.log.trigger === 'schedule' ? 'schedule' : 'other',
    createdAt: copy.log.startedAt,
    availableAt: copy.log.status === 'completed' ? copy.log.completedAt : null,
    status: copy.log.status,
    found: ranges.build(),
  }));
}
