import type { FastAnswer } from '../../service.ts';
import type { Bucket } from './bucket.ts';
import { checksumHeader } from './checksums/request-checksum.ts';
import type { Checksums, Version } from './version-rows.ts';

/** An answer without a body. */
export function emptyAnswer(status: number, headers: Record<string, string | number>): FastAnswer {
  return { status, headers, body: null };
}

/** A small XML answer: one root element with text members. */
export function xmlAnswer(root: string, members: readonly (readonly [string, string])[], headers: Record<string, string | number>): FastAnswer {
  const inner = members.map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`).join('');
  const body = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}</${root}>`);
  return { status: 200, headers: { ...headers, 'content-type': 'application/xml' }, body };
}

/** x-amz-version-id, where versioning was ever on. */
export function versionHeader(versionId: string | null): Record<string, string> {
  return versionId === null ? {} : { 'x-amz-version-id': versionId };
}

/** The version id that S3 tells of a stored version. */
export function toldVersionId(bucket: Bucket, row: Pick<Version, 'version'>): string | null {
  return bucket.versioning === '' ? null : row.version;
}

/** x-amz-checksum-* and its type. */
export function checksumHeaders(sums: Checksums | null): Record<string, string> {
  return sums === null ? {} : { [checksumHeader(sums.algorithm)]: sums.value, 'x-amz-checksum-type': sums.type };
}

/** Members of an XML answer or a typed output for a checksum: ChecksumCRC32 and ChecksumType. */
export function checksumMembers(sums: Checksums | null): readonly (readonly [string, string])[] {
  return sums === null ? [] : [[`Checksum${sums.algorithm}`, sums.value], ['ChecksumType', sums.type]];
}

export function sumsOf(json: string | null): Checksums | null {
  return json === null ? null : (JSON.parse(json) as Checksums);
}

/** Text for XML; characters that XML 1.0 has no place for become the references that S3 writes for them. */
export function escapeXml(value: string): string {
  return SPECIAL.test(value) ? value.replace(EACH_SPECIAL, (char) => ENTITIES[char] ?? `&#x${char.charCodeAt(0).toString(16)};`) : value;
}

const SPECIAL = /[<>&"'\p{Cc}\ufffe\uffff]/u;
const EACH_SPECIAL = new RegExp(SPECIAL, 'gu');
const ENTITIES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;', "'": '&apos;' };
