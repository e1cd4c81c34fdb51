import { encryptionHeaders, type Encryption } from './encryption.ts';
import { errors } from './errors.ts';
import { LOCK_HEADERS } from './object-lock.ts';
import { requireTags } from './tags.ts';

/** Headers of a put that are kept with the object and answered by every GET. */
const KEPT = ['content-type', 'cache-control', 'content-disposition', 'content-encoding', 'content-language', 'expires', 'x-amz-website-redirect-location'] as const;

/** What a put, a copy or a multipart upload may say about the new object. */
export const PUT_HEADERS: ReadonlySet<string> = new Set([
  'x-amz-acl', 'x-amz-tagging', 'x-amz-storage-class', 'x-amz-website-redirect-location', 'x-amz-server-side-encryption', 'x-amz-server-side-encryption-aws-kms-key-id', 'x-amz-server-side-encryption-bucket-key-enabled', 'x-amz-meta-*', ...LOCK_HEADERS,
  'x-amz-checksum-crc32', 'x-amz-checksum-crc32c', 'x-amz-checksum-crc64nvme', 'x-amz-checksum-sha1', 'x-amz-checksum-sha256', 'x-amz-checksum-sha512', 'x-amz-checksum-md5',
]);

const STORAGE_CLASSES = new Set(['STANDARD', 'STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'GLACIER_IR', 'REDUCED_REDUNDANCY']);

/** JSON of the headers an object is stored with. Throws MetadataTooLarge, and refuses encryption, storage classes and ACLs that are not served. */
export function storedHeaders(headers: Readonly<Record<string, string>>, encryption: Encryption | null): string {
  checkSettings(headers);
  const kept: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  for (const name of [...KEPT, ...LOCK_HEADERS]) {
    const value = name === 'content-encoding' ? withoutChunked(headers[name]) : headers[name];
    if (value !== undefined && value !== '') kept[name] = value;
  }
  const storageClass = headers['x-amz-storage-class'];
  if (storageClass !== undefined && storageClass !== 'STANDARD') kept['x-amz-storage-class'] = storageClass;
  if (encryption) Object.assign(kept, encryptionHeaders(encryption));
  keepMetadata(headers, kept);
  return JSON.stringify(kept);
}

/** Storage class, encryption and ACL of a request are ones that are served here; throws otherwise. */
export function checkSettings(headers: Readonly<Record<string, string>>): void {
  const encryption = headers['x-amz-server-side-encryption'];
  if (encryption !== undefined && encryption !== 'AES256' && encryption !== 'aws:kms') throw /^aws:(kms:dsse|fsx)$/.test(encryption) ? errors.notImplemented(`x-amz-server-side-encryption: ${encryption}`) : errors.invalidArgument('The encryption method specified is not supported', 'x-amz-server-side-encryption', encryption);
  const storageClass = headers['x-amz-storage-class'];
  if (storageClass !== undefined && !STORAGE_CLASSES.has(storageClass)) throw errors.notImplemented(`x-amz-storage-class: ${storageClass}`);
  const acl = headers['x-amz-acl'];
  if (acl !== undefined && acl !== 'private' && acl !== 'bucket-owner-full-control') throw errors.aclNotSupported();
}

/** JSON of the tags in an x-amz-tagging header, or null. Throws InvalidArgument and InvalidTag. */
export function storedTags(header: string | undefined): string | null {
  if (header === undefined || header === '') return null;
  const pairs = [...new URLSearchParams(header)];
  if (/%(?![0-9a-f]{2})/i.test(header)) throw errors.invalidArgument('The header \'x-amz-tagging\' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.', 'x-amz-tagging', header);
  return JSON.stringify(requireTags(pairs.map(([Key, Value]) => ({ Key, Value })), 10));
}

function keepMetadata(headers: Readonly<Record<string, string>>, kept: Record<string, string>): void {
  let size = 0;
  for (const name in headers) {
    if (!name.startsWith('x-amz-meta-')) continue;
    const value = headers[name] ?? '';
    kept[name] = value;
    size += name.length - 'x-amz-meta-'.length + value.length;
  }
  if (size > 2048) throw errors.metadataTooLarge(size);
}

/** `aws-chunked` frames the request only; it is not stored. */
function withoutChunked(encoding: string | undefined): string | undefined {
  return encoding?.split(',').map((part) => part.trim()).filter((part) => part !== 'aws-chunked').join(',');
}
