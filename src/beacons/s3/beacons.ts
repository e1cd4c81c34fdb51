import type { BeaconModule, BeaconReading, Binding, DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { awsCode } from '#stores/s3/aws-code';
import { BEACON_PREFIX, beaconKey, parseBeaconKey, RangeBuilder } from '#stores/s3/beacon-keys';
import { openS3 } from '#stores/s3/open-s3';
import type { S3Store } from '#stores/s3/s3-store';
import { withStore } from '#stores/s3/with-s3';

/** Marks in a bucket: one small object each, written as the platform writes, read as the observer. */
export const s3Beacons: BeaconModule = { service: 's3', write, rest, read };

/** One data plane for each writer and store, kept open between marks: a mark each second must not cost a connection each. */
const OPEN = new WeakMap<DrillContext, Map<string, S3Store>>();

async function write(context: DrillContext, binding: Binding, mark: { readonly series: string; readonly seq: number; readonly sentAt: string }): Promise<void> {
  try {
    await opened(context, binding).put({ bucket: binding.resource, key: beaconKey(mark.series, mark.seq) }, Buffer.from(JSON.stringify(mark)), { contentType: 'application/json' });
  } catch (error) {
    await rest(context, binding);
    throw new BeaconError(error);
  }
}

function opened(context: DrillContext, { store, region }: Binding): S3Store {
  const own = OPEN.get(context) ?? new Map<string, S3Store>();
  OPEN.set(context, own);
  const s3 = own.get(store) ?? openS3(context.targets.access('platform-app', region));
  own.set(store, s3);
  return s3;
}

async function rest(context: DrillContext, { store }: Binding): Promise<void> {
  const own = OPEN.get(context);
  const s3 = own?.get(store);
  own?.delete(store);
  await s3?.close();
}

/** A mark that was not acknowledged. `sure`: S3 itself refused it, so it certainly was not kept; else nobody knows. */
class BeaconError extends RedrillError {
  readonly sure: boolean;

  constructor(cause: unknown) {
    const code = awsCode(cause);
    super(code === null ? 'beacon.no-answer' : `beacon.${code}`, cause instanceof Error ? cause.message : String(cause), { actor: 'platform', cause });
    this.sure = code !== null && !MAYBE_KEPT.has(code);
  }
}

/** Answers after which S3 may still have kept the object. */
const MAYBE_KEPT = new Set(['InternalError', 'ServiceUnavailable', 'SlowDown', 'RequestTimeout']);

async function read(context: DrillContext, binding: Binding): Promise<BeaconReading> {
  const ranges = new RangeBuilder();
  let unknownNames = 0;
  try {
    await withStore(context.targets.access('drill-observer', binding.region), async (store) => {
      for await (const page of store.listObjects(binding.resource, { prefix: BEACON_PREFIX, signal: context.signal })) {
        for (const { key } of page) {
          const mark = parseBeaconKey(key);
          if (mark === null) unknownNames += 1;
          else ranges.add(mark);
        }
      }
    });
  } catch (error) {
    if (awsCode(error) !== 'NoSuchBucket') throw error;
    // A bucket that is not there holds no marks: that is a complete answer, and the one a failed recovery must give.
    return { found: [], duplicated: 0, unknownNames: 0, complete: true };
  }
  // A key exists once in a bucket, so one listing cannot hold a mark twice.
  return { found: ranges.build(), duplicated: 0, unknownNames, complete: true };
}
