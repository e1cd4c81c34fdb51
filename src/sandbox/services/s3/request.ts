import { AwsError } from '../../service.ts';
import type { Call } from '../../service.ts';
import { errors } from './errors.ts';

/** What every S3 request may carry without a change of outcome: signature, SDK bookkeeping, headers checked elsewhere. */
const COMMON = new Set([
  'x-amz-date', 'x-amz-content-sha256', 'x-amz-security-token', 'x-amz-user-agent', 'x-amz-sdk-checksum-algorithm', 'x-amz-trailer', 'x-amz-decoded-content-length',
  'x-amz-expected-bucket-owner', 'x-amz-request-payer', 'x-amz-algorithm', 'x-amz-credential', 'x-amz-expires', 'x-amz-signedheaders', 'x-amz-signature', 'x-amz-invocation-id',
]);

/** The request's headers; those that a presigned URL carries in its query count as headers, as on S3. */
export function headersOf(call: Call): Readonly<Record<string, string>> {
  if (!/x-amz-/i.test(call.rawQuery)) return call.headers;
  const headers: Record<string, string> = { ...call.headers };
  for (const [name, value] of call.url.searchParams) {
    const lower = name.toLowerCase();
    if (lower.startsWith('x-amz-')) headers[lower] ??= value;
  }
  return headers;
}

/** Refuses every x-amz-* header that is not listed: a parameter without effect would be accepted silently otherwise. A listed name that ends in `*` is a prefix. */
export function refuseUnknownHeaders(headers: Readonly<Record<string, string>>, known: ReadonlySet<string>): void {
  for (const name in headers) {
    if (name.startsWith('x-amz-') && !COMMON.has(name) && !known.has(name) && !(name.startsWith('x-amz-meta-') && known.has('x-amz-meta-*'))) throw refused(name, headers[name] ?? '');
  }
}

function refused(name: string, value: string): AwsError {
  if (name.startsWith('x-amz-grant-')) return errors.aclNotSupported();
  return errors.notImplemented(value.length > 0 && value.length < 60 ? `${name}: ${value}` : name);
}

/** Refuses members of a decoded input that are set but not listed. */
export function refuseUnknownMembers(input: object, known: ReadonlySet<string>, where: string): void {
  for (const [name, value] of Object.entries(input)) {
    if (value !== undefined && value !== null && !known.has(name) && !ALWAYS.has(name)) throw errors.notImplemented(`${where}.${name}`);
  }
}

const ALWAYS = new Set(['Bucket', 'Key', 'ExpectedBucketOwner', 'RequestPayer', 'ChecksumAlgorithm', 'ContentMD5']);

/** Bucket and decoded key of a path-style request path, or null when it names no object. */
export function objectPath(rawPath: string): { readonly bucket: string; readonly key: string } | null {
  const slash = rawPath.indexOf('/', 1);
  if (slash < 2 || slash === rawPath.length - 1) return null;
  return { bucket: decodeText(rawPath.slice(1, slash)), key: checkedKey(decodeText(rawPath.slice(slash + 1))) };
}

/** Percent-decodes; malformed escapes are InvalidURI as on S3. */
export function decodeText(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw Object.assign(new AwsError('InvalidURI', 'Couldn\'t parse the specified URI.', { fields: { URI: text } }), { cause });
  }
}

/** A key of at most 1,024 bytes of UTF-8. */
export function checkedKey(key: string): string {
  if (key.length > 341) {
    const size = Buffer.byteLength(key);
    if (size > 1024) throw errors.keyTooLong(size);
  }
  return key;
}

/** A text member of a decoded input, or undefined. */
export function text(input: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = input[name];
  return value === undefined || value === null ? undefined : String(value);
}
