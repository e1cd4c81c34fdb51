import { gzipSync } from 'node:zlib';
import { sha256 } from '#kit/digest';
import { upperId } from '#kit/ids';
import { AwsError, type SandboxContext } from '../../../service.ts';
import { stateOf } from '../../s3/state.ts';
import { writeAsService } from '../../s3/write-as-service.ts';
import { trailState } from '../state.ts';
import { dayFolder, minuteText, wholeSecond } from './file-name.ts';
import { isHeld } from './is-held.ts';
import { deliveryOf, logFolder, type EventSelector, type Trail } from './model.ts';
import { PERIOD_MICROS } from './period.ts';
import type { Span, UndeliveredEvent } from './trail-rows.ts';

/** What is delivered: the events of one span that happened before `end`; files were delivered up to `from`. */
interface Due {
  readonly span: Span;
  readonly from: number;
  readonly end: number;
}

/**
 * Puts what a trail has yet to deliver of one region into its bucket, one file for each five minutes with events. Files and how far the trail has come are
 * one commit. A region that is cut, or whose way to the bucket is, delivers later; so does a trail whose bucket refuses.
 */
export function deliverLogs(context: SandboxContext, due: Due): void {
  const { trails } = trailState(context.catalogue);
  for (;;) {
    const trail = trails.find(due.span.trail);
    const span = trails.spans().find((one) => one.trail === due.span.trail && one.region === due.span.region && one.to_seq === due.span.to_seq);
    if (!trail || !span || isHeld(context, trail.bucket, span.region)) return;
    const found = trails.events(trail, span);
    const late = found.findIndex(({ at }) => at >= due.end);
    const ready = late === -1 ? found : found.slice(0, late);
    const last = ready.at(-1);
    if (!last) {
      if (span.to_seq !== null && found.length === 0) context.catalogue.transaction(() => trails.settle(span, span.to_seq ?? 0));
      return;
    }
    if (!deliver(context, { trail, ready, due: { ...due, span }, upTo: last.seq }) || late !== -1) return;
  }
}

interface Delivery {
  readonly trail: Trail;
  readonly ready: readonly UndeliveredEvent[];
  readonly due: Due;
  /** Sequence number of the last event. */
  readonly upTo: number;
}

/** False when the bucket refused: nothing is settled then, and the next run tries again. */
function deliver(context: SandboxContext, { trail, ready, due, upTo }: Delivery): boolean {
  const { trails, digests } = trailState(context.catalogue);
  const files = filesOf(ready.filter((event) => trail.selectors.some((selector) => takes(selector, event))), due);
  try {
    stateOf(context.catalogue).change(() => {
      for (const [atMicros, events] of files) {
        const key = `${logFolder(trail)}/CloudTrail/${due.span.region}/${dayFolder(atMicros)}/${trail.account}_CloudTrail_${due.span.region}_${minuteText(atMicros)}_${upperId(16)}.json.gz`;
        const text = `{"Records":[${events.map(({ document }) => document).join(',')}]}`;
        writeAsService(context, deliveryOf(trail), { bucket: trail.bucket, key, body: gzipSync(text), headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' }, atMicros });
        const times = events.map(({ at }) => at);
        if (trail.validated) digests.addLog({ trail: trail.arn, region: due.span.region, at: atMicros, key }, { s3Bucket: trail.bucket, s3Object: key, hashValue: sha256(text), hashAlgorithm: 'SHA-256', newestEventTime: wholeSecond(Math.max(...times)), oldestEventTime: wholeSecond(Math.min(...times)) });
      }
      trails.settle(due.span, upTo);
      const newest = Math.max(...files.keys());
      if (files.size > 0) trails.put({ ...trail, attempted: { atMicros: newest, error: null }, deliveredMicros: newest });
    });
    return true;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    context.catalogue.transaction(() => trails.put({ ...trail, attempted: { atMicros: due.end, error: error.code } }));
    return false;
  }
}

/** Events by the moment at which their file is due: the end of their five minutes, but none before the files that are there already. */
function filesOf(events: readonly UndeliveredEvent[], { from }: Due): ReadonlyMap<number, readonly UndeliveredEvent[]> {
  const files = new Map<number, UndeliveredEvent[]>();
  for (const event of events) {
    const at = Math.max((Math.floor(event.at / PERIOD_MICROS) + 1) * PERIOD_MICROS, from + PERIOD_MICROS);
    const file = files.get(at);
    if (file) file.push(event);
    else files.set(at, [event]);
  }
  return files;
}

function takes({ readWriteType, management, excludedSources }: EventSelector, { source, read_only }: UndeliveredEvent): boolean {
  if (!management || excludedSources.includes(source)) return false;
  return readWriteType === 'All' || (readWriteType === 'ReadOnly') === (read_only === 1);
}
