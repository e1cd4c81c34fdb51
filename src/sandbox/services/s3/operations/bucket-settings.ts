import type { Call, Operation } from '../../../service.ts';
import { authorise, requireBucket } from '../access.ts';
import type { Bucket, BucketSettings } from '../bucket.ts';
import { text } from '../request.ts';
import type { S3State } from '../state.ts';
import { stateOf } from '../state.ts';

type Input = Readonly<Record<string, unknown>>;

/** An operation that tells something about a bucket. `give` throws where the bucket has no such configuration. */
export function reading(action: string, give: (bucket: Bucket, call: Call) => object): Operation {
  return (call, input) => give(allowedBucket(call, input, action).bucket, call);
}

/** An operation that replaces one setting of a bucket. `take` checks the input and gives the new settings. */
export function setting(action: string, take: (input: Input, bucket: Bucket) => BucketSettings): Operation {
  return (call, input) => {
    const { state, bucket } = allowedBucket(call, input, action);
    const settings = take(input, bucket);
    state.changeBuckets(() => state.buckets.update(bucket, { settings }));
  };
}

/** An operation that takes a setting away, which also succeeds where there is none. */
export function clearing(action: string, settings: { readonly [K in keyof BucketSettings]: BucketSettings[K] | undefined }): Operation {
  return (call, input) => {
    const { state, bucket } = allowedBucket(call, input, action);
    state.changeBuckets(() => state.buckets.update(bucket, { settings: settings as BucketSettings }));
  };
}

/** The bucket of a request whose caller may do `action` on it. */
export function allowedBucket(call: Call, input: Input, action: string): { readonly state: S3State; readonly bucket: Bucket } {
  const state = stateOf(call.catalogue);
  const bucket = requireBucket(call, state, text(input, 'Bucket') ?? '');
  authorise(call, bucket, action);
  return { state, bucket };
}
