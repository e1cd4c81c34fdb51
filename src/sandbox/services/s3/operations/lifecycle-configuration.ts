import type { Operation } from '../../../service.ts';
import { parseLifecycle, toldRules } from '../lifecycle/parse-lifecycle.ts';
import { text } from '../request.ts';
import { present } from './bucket-configuration.ts';
import { allowedBucket, clearing, reading } from './bucket-settings.ts';

const MINIMUM = 'all_storage_classes_128K';

/** Rules by which a bucket throws things away; they are carried out at midnight (UTC) of drill time. */
export const lifecycleConfiguration: Readonly<Record<string, Operation>> = {
  GetBucketLifecycleConfiguration: reading('s3:GetLifecycleConfiguration', (bucket) => {
    const lifecycle = present(bucket, bucket.settings.lifecycle, ['NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist']);
    return { Rules: toldRules(lifecycle.rules), TransitionDefaultMinimumObjectSize: lifecycle.transitionMinimum };
  }),
  PutBucketLifecycleConfiguration: (call, input) => {
    const { state, bucket } = allowedBucket(call, input, 's3:PutLifecycleConfiguration');
    const rules = parseLifecycle((input['LifecycleConfiguration'] ?? {}) as Readonly<Record<string, unknown>>);
    const transitionMinimum = text(input, 'TransitionDefaultMinimumObjectSize') ?? MINIMUM;
    state.changeBuckets(() => {
      // A midnight that passed while no bucket had rules is not made up for.
      if (!state.lifecycle.hasRules()) state.lifecycle.doneUntil(call.time.nowMicros());
      state.buckets.update(bucket, { settings: { lifecycle: { rules, transitionMinimum } } });
    });
    call.time.changed();
    return { TransitionDefaultMinimumObjectSize: transitionMinimum };
  },
  DeleteBucketLifecycle: clearing('s3:PutLifecycleConfiguration', { lifecycle: undefined }),
};
