import type { Call } from '../../../service.ts';
import { requireBucket } from '../access.ts';
import { checksumMembers, sumsOf, toldVersionId } from '../answers.ts';
import { dateOfSeconds } from '../dates.ts';
import { errors } from '../errors.ts';
import { requireVersion } from '../read-version.ts';
import { text } from '../request.ts';
import { stateOf } from '../state.ts';
import type { Version } from '../version-rows.ts';
import { partsOf } from '../write-version.ts';
import { storageClassOf } from './list-objects.ts';

const KNOWN = new Set(['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize']);

/** GetObjectAttributes: facts about an object without its bytes, only those that are asked for. */
export function getObjectAttributes(call: Call, input: Readonly<Record<string, unknown>>): object {
  const state = stateOf(call.catalogue);
  const bucket = requireBucket(call, state, text(input, 'Bucket') ?? '');
  const row = requireVersion(call, state, { bucket, key: text(input, 'Key') ?? '', versionId: text(input, 'VersionId') }, { current: 's3:GetObjectAttributes', version: 's3:GetObjectVersionAttributes' });
  const wanted = new Set(((input['ObjectAttributes'] ?? []) as readonly string[]).flatMap((names) => names.split(',')).map((name) => name.trim()));
  if (wanted.size === 0 || [...wanted].some((name) => !KNOWN.has(name))) throw errors.invalidArgument('Invalid attribute name specified.', 'x-amz-object-attributes', [...wanted].join(','));
  const versionId = toldVersionId(bucket, row);
  const sums = sumsOf(row.sums);
  return {
    LastModified: dateOfSeconds(row.modified),
    ...(versionId === null ? {} : { VersionId: versionId }),
    ...(wanted.has('ETag') ? { ETag: row.etag } : {}),
    ...(wanted.has('Checksum') && sums ? { Checksum: Object.fromEntries(checksumMembers(sums)) } : {}),
    ...(wanted.has('ObjectParts') ? objectParts(row, input) : {}),
    ...(wanted.has('StorageClass') ? { StorageClass: storageClassOf(row) } : {}),
    ...(wanted.has('ObjectSize') ? { ObjectSize: row.size } : {}),
  };
}

/** Single parts are told only where the object's checksum is made of theirs, as on S3. */
function objectParts(row: Version, input: Readonly<Record<string, unknown>>): object {
  const parts = partsOf(row);
  if (!parts) return {};
  const max = Math.min(Number(input['MaxParts'] ?? 1000), 1000);
  const after = Number(input['PartNumberMarker'] ?? 0);
  if (sumsOf(row.sums)?.type !== 'COMPOSITE') return { ObjectParts: { TotalPartsCount: parts.length } };
  const rest = parts.filter((part) => part.number > after);
  const page = rest.slice(0, max);
  return {
    ObjectParts: {
      TotalPartsCount: parts.length, PartNumberMarker: String(after), MaxParts: max, IsTruncated: rest.length > page.length,
      ...(page.length > 0 ? { NextPartNumberMarker: String(page.at(-1)?.number) } : {}),
      Parts: page.map((part) => ({ PartNumber: part.number, Size: part.size, ...Object.fromEntries(checksumMembers(part.sums).slice(0, 1)) })),
    },
  };
}
