import type { Operation } from '../../../service.ts';
import { errors } from '../errors.ts';
import { parseReplication } from '../replication/parse-replication.ts';
import { present } from './bucket-configuration.ts';
import { allowedBucket, clearing, reading } from './bucket-settings.ts';

/** Where a bucket's new versions are copied to by themselves; objects that are there already stay alone. */
export const replication: Readonly<Record<string, Operation>> = {
  GetBucketReplication: reading('s3:GetReplicationConfiguration', (bucket) => {
    const { role, rules } = present(bucket, bucket.settings.replication, ['ReplicationConfigurationNotFoundError', 'The replication configuration was not found']);
    return { ReplicationConfiguration: { Role: role, Rules: rules.map(({ sent }) => sent) } };
  }),
  PutBucketReplication: (call, input) => {
    if (input['Token'] !== undefined) throw errors.notImplemented('x-amz-bucket-object-lock-token');
    const { state, bucket } = allowedBucket(call, input, 's3:PutReplicationConfiguration');
    const configuration = parseReplication((input['ReplicationConfiguration'] ?? {}) as Readonly<Record<string, unknown>>);
    if (bucket.versioning !== 'Enabled') throw errors.invalidRequest('Versioning must be \'Enabled\' on the bucket to apply a replication configuration');
    for (const { destination } of configuration.rules) {
      const target = state.buckets.find(destination.bucket);
      if (!target) throw errors.invalidRequest('Destination bucket must exist.');
      if (target.id === bucket.id) throw errors.invalidRequest('Destination bucket cannot be the same as the source bucket.');
      if (target.versioning !== 'Enabled') throw errors.invalidRequest('Destination bucket must have versioning enabled.');
    }
    state.changeBuckets(() => state.buckets.update(bucket, { settings: { replication: configuration } }));
  },
  DeleteBucketReplication: clearing('s3:PutReplicationConfiguration', { replication: undefined }),
};
