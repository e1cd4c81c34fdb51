import type { RecoveryPointFact, SeriesRanges } from '#contract/events';
import type { DrillContext, PointsProbe } from '#contract/modules';
import { isoMicros, microsOf } from '#kit/time';
import { markIdOf } from '#stores/opensearch/source-files';
import type { SourceConfig } from '#stores/opensearch/source-files';
import { BEACON_PREFIX, parseBeaconKey, RangeBuilder } from '#stores/s3/beacon-keys';
import { withStore } from '#stores/s3/with-s3';

/** How far back points are told apart, and how close to each other: source files hold everything at any moment, so each mark that landed is a point. */
const TELL_MICROS = 15 * 60_000_000;
const APART_MICROS = 10_000_000;

/** Source files follow the store all day. What they hold at a moment is what had landed by then, and can be read: the marks among them say it. */
export async function readSourcePoints(context: DrillContext, { resource: bucket, prefix, region }: SourceConfig): Promise<Awaited<ReturnType<PointsProbe['read']>>> {
  const marks = await withStore(context.targets.access('drill-observer', region), async (s3) => {
    const landed: LandedMark[] = [];
    for await (const page of s3.listObjects(bucket, { prefix: `${prefix}${BEACON_PREFIX}`, signal: context.signal })) {
      for (const { key, sizeBytes, lastModified } of page) {
        const mark = parseBeaconKey(markIdOf(key, prefix) ?? '');
        if (mark !== null && sizeBytes > 0) landed.push({ ...mark, atMicros: microsOf(lastModified) });
      }
    }
    return landed;
  });
  return { points: pointsOf(`${bucket}/${prefix}`, marks), complete: true, outsideBlastRadius: true, watchedUntil: context.clock.nowIso() };
}

export interface LandedMark {
  readonly series: string;
  readonly seq: number;
  readonly atMicros: number;
}

/** Points by the marks that landed in the last quarter of an hour before the newest one, and the newest before that. */
export function pointsOf(id: string, marks: readonly LandedMark[]): readonly RecoveryPointFact[] {
  const sorted = [...marks].sort((a, b) => a.atMicros - b.atMicros);
  const newest = sorted.at(-1)?.atMicros;
  if (newest === undefined) return [];
  const moments: number[] = [];
  for (const { atMicros } of sorted) {
    if (atMicros < newest - TELL_MICROS) moments[0] = atMicros;
    else if (atMicros === newest || atMicros >= (moments.at(-1) ?? 0) + APART_MICROS) moments.push(atMicros);
  }
  return [...new Set(moments)].map((at): RecoveryPointFact => {
    const createdAt = isoMicros(at);
    return { id: `s3://${id}@${createdAt}`, madeBy: 'schedule', createdAt, availableAt: createdAt, status: 'completed', found: rangesOf(sorted, at) };
  });
}

function rangesOf(marks: readonly LandedMark[], untilMicros: number): readonly SeriesRanges[] {
  const bySeries = new Map<string, number[]>();
  for (const { series, seq, atMicros } of marks) {
    if (atMicros > untilMicros) break;
    const numbers = bySeries.get(series) ?? [];
    numbers.push(seq);
    bySeries.set(series, numbers);
  }
  const ranges = new RangeBuilder();
  for (const [series, numbers] of bySeries) for (const seq of numbers.sort((a, b) => a - b)) ranges.add({ series, seq });
  return ranges.build();
}
