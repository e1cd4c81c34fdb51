import type { Call } from '../../../service.ts';
import { checksumMembers, sumsOf } from '../answers.ts';
import { dateOfSeconds } from '../dates.ts';
import { errors } from '../errors.ts';
import { text } from '../request.ts';
import type { Upload } from '../upload-rows.ts';
import { encodeUrl } from '../xml-text.ts';
import { allowedBucket } from './bucket-settings.ts';
import { canonicalId } from './buckets.ts';
import { requireUpload } from './multipart.ts';

type Input = Readonly<Record<string, unknown>>;

/** ListParts: what has been uploaded so far, by part number. */
export function listParts(call: Call, input: Input): object {
  const { state, bucket, upload } = requireUpload(call, input, 's3:ListMultipartUploadParts');
  const max = limit(input['MaxParts'], 'max-parts');
  const after = Number(input['PartNumberMarker'] ?? 0);
  const rest = state.uploads.parts(upload.id, after);
  const page = rest.slice(0, max);
  return {
    Bucket: bucket.name, Key: upload.key, UploadId: upload.id, PartNumberMarker: String(after), MaxParts: max, IsTruncated: rest.length > page.length,
    ...(page.length > 0 ? { NextPartNumberMarker: String(page.at(-1)?.number) } : {}),
    Parts: page.map((part) => ({
      PartNumber: part.number, LastModified: dateOfSeconds(part.modified), ETag: `"${part.etag}"`, Size: part.size,
      ...(upload.algorithm === null ? {} : Object.fromEntries(checksumMembers(sumsOf(part.sums)).slice(0, 1))),
    })),
    ...described(upload, bucket.account),
  };
}

/** ListMultipartUploads: uploads that were neither completed nor aborted, by key and start. */
export function listMultipartUploads(call: Call, input: Input): object {
  const { state, bucket } = allowedBucket(call, input, 's3:ListBucketMultipartUploads');
  const prefix = text(input, 'Prefix') ?? '';
  const delimiter = text(input, 'Delimiter') ?? '';
  const keyMarker = text(input, 'KeyMarker') ?? '';
  const idMarker = keyMarker === '' ? '' : (text(input, 'UploadIdMarker') ?? '');
  const max = limit(input['MaxUploads'], 'max-uploads');
  const encoding = text(input, 'EncodingType');
  if (encoding !== undefined && encoding !== 'url') throw errors.invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', encoding);
  const encode = encoding === undefined ? (name: string) => name : encodeUrl;
  const from = Buffer.compare(Buffer.from(keyMarker), Buffer.from(prefix)) > 0 ? keyMarker : prefix;
  const groups = rollUp(behindMarker(state.uploads.list(bucket.id, from), keyMarker, idMarker).filter((upload) => upload.key.startsWith(prefix)), prefix, delimiter, keyMarker);
  const page = groups.slice(0, max);
  const last = page.at(-1);
  return {
    Bucket: bucket.name, KeyMarker: encode(keyMarker), UploadIdMarker: idMarker, Prefix: encode(prefix), MaxUploads: max, IsTruncated: groups.length > page.length,
    ...(delimiter === '' ? {} : { Delimiter: encode(delimiter) }),
    ...(encoding === undefined ? {} : { EncodingType: encoding }),
    ...(last && groups.length > page.length ? { NextKeyMarker: encode(last.name), NextUploadIdMarker: last.upload?.id ?? '' } : {}),
    Uploads: page.flatMap(({ upload }) => (upload ? [{ UploadId: upload.id, Key: encode(upload.key), Initiated: dateOfSeconds(upload.initiated), ...described(upload, bucket.account) }] : [])),
    CommonPrefixes: page.flatMap(({ upload, name }) => (upload ? [] : [{ Prefix: encode(name) }])),
  };
}

interface Group {
  readonly name: string;
  /** Null for a common prefix. */
  readonly upload: Upload | null;
}

function behindMarker(uploads: readonly Upload[], keyMarker: string, idMarker: string): readonly Upload[] {
  if (keyMarker === '') return uploads;
  const at = uploads.findIndex((upload) => upload.key === keyMarker && upload.id === idMarker);
  if (at >= 0) return uploads.slice(at + 1);
  return uploads.filter((upload) => upload.key !== keyMarker);
}

function rollUp(uploads: readonly Upload[], prefix: string, delimiter: string, keyMarker: string): readonly Group[] {
  const groups: Group[] = [];
  for (const upload of uploads) {
    const at = delimiter === '' ? -1 : upload.key.indexOf(delimiter, prefix.length);
    const name = at < 0 ? upload.key : upload.key.slice(0, at + delimiter.length);
    if (at < 0) groups.push({ name, upload });
    else if (groups.at(-1)?.name !== name && name !== keyMarker) groups.push({ name, upload: null });
  }
  return groups;
}

function described(upload: Upload, account: string): object {
  const headers = JSON.parse(upload.headers) as Readonly<Record<string, string>>;
  return {
    StorageClass: headers['x-amz-storage-class'] ?? 'STANDARD', Owner: { ID: canonicalId(account) }, Initiator: { ID: upload.initiator },
    ...(upload.algorithm === null ? {} : { ChecksumAlgorithm: upload.algorithm, ChecksumType: upload.checksum_type }),
  };
}

function limit(value: unknown, name: string): number {
  const max = value === undefined ? 1000 : Number(value);
  if (!Number.isInteger(max) || max < 0) throw errors.invalidArgument(`Argument ${name} must be an integer between 0 and 2147483647`, name, String(value));
  return Math.min(max, 1000);
}
