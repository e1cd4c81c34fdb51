import type { Call, Operation } from '../../../service.ts';
import { requireBucket } from '../access.ts';
import { toldVersionId } from '../answers.ts';
import type { Bucket, Tags } from '../bucket.ts';
import { notify } from '../notify.ts';
import { requireVersion } from '../read-version.ts';
import type { ReadActions } from '../read-version.ts';
import { text } from '../request.ts';
import type { S3State } from '../state.ts';
import { stateOf } from '../state.ts';
import { requireTags, tagSet } from '../tags.ts';
import type { Version } from '../version-rows.ts';

type Input = Readonly<Record<string, unknown>>;

/** Tags of an object's version; changing them makes no new version. */
export const objectTagging: Readonly<Record<string, Operation>> = {
  GetObjectTagging: (call, input) => {
    const { bucket, row } = named(call, input, { current: 's3:GetObjectTagging', version: 's3:GetObjectVersionTagging' });
    return { TagSet: tagSet(row.tags === null ? {} : (JSON.parse(row.tags) as Tags)), ...versionMember(bucket, row) };
  },
  PutObjectTagging: (call, input) => {
    const tags = requireTags(((input['Tagging'] ?? {}) as { TagSet?: [] }).TagSet ?? [], 10);
    return changeTags(call, named(call, input, { current: 's3:PutObjectTagging', version: 's3:PutObjectVersionTagging' }), tags);
  },
  DeleteObjectTagging: (call, input) => changeTags(call, named(call, input, { current: 's3:DeleteObjectTagging', version: 's3:DeleteObjectVersionTagging' }), {}),
};

interface Named {
  readonly state: S3State;
  readonly bucket: Bucket;
  readonly row: Version;
}

function named(call: Call, input: Input, actions: ReadActions): Named {
  const state = stateOf(call.catalogue);
  const bucket = requireBucket(call, state, text(input, 'Bucket') ?? '');
  const row = requireVersion(call, state, { bucket, key: text(input, 'Key') ?? '', versionId: text(input, 'VersionId') }, actions);
  return { state, bucket, row };
}

function changeTags(call: Call, { state, bucket, row }: Named, tags: Tags): object {
  const empty = Object.keys(tags).length === 0;
  state.change(() => {
    state.versions.setTags(row, empty ? null : JSON.stringify(tags));
    notify(state, bucket, { name: empty ? 's3:ObjectTagging:Delete' : 's3:ObjectTagging:Put', key: row.key, versionId: toldVersionId(bucket, row), sizeBytes: row.size, etag: row.etag, atMicros: call.time.nowMicros() });
  });
  return versionMember(bucket, row);
}

function versionMember(bucket: Bucket, row: Version): { readonly VersionId?: string } {
  const versionId = toldVersionId(bucket, row);
  return versionId === null ? {} : { VersionId: versionId };
}
