import type { BeaconModule, BeaconReading, Binding, DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { awsCode } from '#stores/s3/aws-code';
import { BEACON_PREFIX, beaconKey, parseBeaconKey, RangeBuilder } from '#stores/s3/beacon-keys';
import { openS3 } from '#stores/s3/open-s3';
import { withStore } from '#stores/s3/with-s3';

/** Marks in a bucket: one small object each, written as the platform writes, read as the observer. */
export const s3Beacons: BeaconModule = { service: 's3', write, read };

async function write(context: DrillContext, binding: Binding, mark: { readonly series: string; readonly seq: number; readonly sentAt: string }): Promise<void> {
  const store = openS3(context.targets.access('platform-app', binding.region));
  try {
    await store.put({ bucket: binding.resource, key: beaconKey(mark.series, mark.seq) }, Buffer.from(JSON.stringify(mark)), { contentType: 'application/json' });
  } catch (error) {
    throw new BeaconError(error);
  } finally {
    await store.close();
  }
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
