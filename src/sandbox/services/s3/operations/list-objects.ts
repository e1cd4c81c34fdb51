import type { Call, FastAnswer } from '../../../service.ts';
import { authorise, requireBucket } from '../access.ts';
import { escapeXml, sumsOf, toldVersionId } from '../answers.ts';
import type { Bucket } from '../bucket.ts';
import { isoSeconds } from '../dates.ts';
import { errors } from '../errors.ts';
import type { ListingEntry, ListingPage, ListingPosition } from '../listing.ts';
import { listPage } from '../listing.ts';
import { headersOf, refuseUnknownHeaders } from '../request.ts';
import { stateOf } from '../state.ts';
import type { ListedVersion, Version } from '../version-rows.ts';
import { encodeUrl, XmlText } from '../xml-text.ts';
import { canonicalId } from './buckets.ts';

const LIST_HEADERS = new Set(['x-amz-optional-object-attributes']);

interface Listing {
  readonly call: Call;
  readonly bucket: Bucket;
  readonly query: URLSearchParams;
  readonly prefix: string;
  readonly delimiter: string;
  readonly max: number;
  /** Encodes names as the client asked for. */
  readonly encode: (name: string) => string;
  readonly encoding: string | null;
}

/** ListObjectsV2: current objects, continued by an opaque token. */
export function listObjectsV2(call: Call, bucketName: string): FastAnswer {
  const listing = open(call, bucketName, 's3:ListBucket');
  const { query, encode } = listing;
  const token = query.get('continuation-token');
  const startAfter = query.get('start-after');
  const after: ListingPosition | null = token === null ? (startAfter ? { kind: 'key', key: startAfter } : null) : positionOfToken(token);
  const page = pageOf(listing, after, true);
  const xml = head(listing, 'ListBucketResult');
  xml.add('KeyCount', String(page.entries.length)).add('MaxKeys', String(listing.max)).add('IsTruncated', String(page.truncated));
  if (token !== null) xml.add('ContinuationToken', token);
  if (startAfter) xml.add('StartAfter', encode(startAfter));
  const last = page.entries.at(-1);
  if (page.truncated && last) xml.add('NextContinuationToken', tokenOf(last));
  contents(listing, page, xml, query.get('fetch-owner') === 'true');
  return xml.answer();
}

/** ListObjects, the first version: continued by a key. */
export function listObjects(call: Call, bucketName: string): FastAnswer {
  const listing = open(call, bucketName, 's3:ListBucket');
  const { query, encode } = listing;
  const marker = query.get('marker') ?? '';
  const page = pageOf(listing, marker === '' ? null : { kind: 'key', key: marker }, true);
  const xml = head(listing, 'ListBucketResult');
  xml.add('Marker', encode(marker)).add('MaxKeys', String(listing.max)).add('IsTruncated', String(page.truncated));
  const last = page.entries.at(-1);
  if (page.truncated && last && listing.delimiter !== '') xml.add('NextMarker', encode(nameOf(last)));
  contents(listing, page, xml, true);
  return xml.answer();
}

/** ListObjectVersions: every version and delete marker, continued by key and version id. */
export function listObjectVersions(call: Call, bucketName: string): FastAnswer {
  const listing = open(call, bucketName, 's3:ListBucketVersions');
  const { query, encode } = listing;
  const keyMarker = query.get('key-marker') ?? '';
  const versionMarker = query.get('version-id-marker') ?? '';
  const page = pageOf(listing, versionPosition(listing, keyMarker, versionMarker), false);
  const xml = head(listing, 'ListVersionsResult');
  xml.add('KeyMarker', encode(keyMarker)).add('VersionIdMarker', versionMarker).add('MaxKeys', String(listing.max)).add('IsTruncated', String(page.truncated));
  const last = page.entries.at(-1);
  if (page.truncated && last) {
    xml.add('NextKeyMarker', encode(nameOf(last)));
    if (last.kind === 'version') xml.add('NextVersionIdMarker', last.row.version);
  }
  for (const entry of page.entries) if (entry.kind === 'version') version(listing, xml, entry.row, entry.isLatest);
  prefixes(listing, page, xml);
  return xml.answer();
}

function open(call: Call, bucketName: string, action: string): Listing {
  const state = stateOf(call.catalogue);
  const headers = headersOf(call);
  refuseUnknownHeaders(headers, LIST_HEADERS);
  if (headers['x-amz-optional-object-attributes'] !== undefined) throw errors.notImplemented('x-amz-optional-object-attributes');
  const bucket = requireBucket(call, state, bucketName, headers);
  authorise(call, bucket, action);
  const query = call.url.searchParams;
  const encoding = query.get('encoding-type');
  if (encoding !== null && encoding !== 'url') throw errors.invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', encoding);
  return {
    call, bucket, query, encoding, max: maxKeys(query.get('max-keys')),
    prefix: query.get('prefix') ?? '', delimiter: query.get('delimiter') ?? '', encode: encoding === null ? (name) => name : encodeUrl,
  };
}

function maxKeys(value: string | null): number {
  if (value === null || value === '') return 1000;
  const max = Number(value);
  if (!/^\d+$/.test(value) || max > 2_147_483_647) throw errors.invalidArgument(/^-?\d+$/.test(value) ? 'Argument maxKeys must be an integer between 0 and 2147483647' : 'Provided max-keys not an integer or within integer range', 'max-keys', value);
  return Math.min(max, 1000);
}

function pageOf(listing: Listing, after: ListingPosition | null, currentOnly: boolean): ListingPage {
  const { prefix, delimiter, max, bucket, call } = listing;
  return listPage(stateOf(call.catalogue).versions, bucket.id, { prefix, delimiter, max, after, currentOnly });
}

function versionPosition(listing: Listing, keyMarker: string, versionMarker: string): ListingPosition | null {
  if (versionMarker !== '' && keyMarker === '') throw errors.invalidArgument('A version-id marker cannot be specified without a key marker.', 'version-id-marker', versionMarker);
  if (keyMarker === '') return null;
  if (versionMarker === '') return { kind: 'key', key: keyMarker };
  const row = stateOf(listing.call.catalogue).versions.positionOf(listing.bucket.id, keyMarker, versionMarker);
  if (row === null) throw errors.invalidArgument('Invalid version id specified', 'version-id-marker', versionMarker);
  return { kind: 'version', key: keyMarker, seq: row };
}

function head(listing: Listing, root: string): XmlText {
  const { bucket, encode, prefix, delimiter, encoding } = listing;
  const xml = new XmlText(root).add('Name', bucket.name).add('Prefix', encode(prefix));
  if (delimiter !== '') xml.add('Delimiter', encode(delimiter));
  return encoding === null ? xml : xml.add('EncodingType', encoding);
}

function contents(listing: Listing, page: ListingPage, xml: XmlText, withOwner: boolean): void {
  const date = dates();
  for (const entry of page.entries) {
    if (entry.kind !== 'version') continue;
    xml.open('Contents').add('Key', listing.encode(entry.row.key));
    body(xml, entry.row, date);
    if (withOwner) owner(xml, listing.bucket);
    xml.close('Contents');
  }
  prefixes(listing, page, xml);
}

/** Dates of one answer: most objects of a page were written in a few seconds. */
function dates(): (micros: number) => string {
  const told = new Map<number, string>();
  return (micros) => {
    const second = Math.floor(micros / 1_000_000);
    const text = told.get(second) ?? isoSeconds(micros);
    told.set(second, text);
    return text;
  };
}

function version(listing: Listing, xml: XmlText, row: ListedVersion, isLatest: boolean): void {
  const element = row.marker ? 'DeleteMarker' : 'Version';
  xml.open(element).add('Key', listing.encode(row.key)).add('VersionId', toldVersionId(listing.bucket, row) ?? 'null').add('IsLatest', String(isLatest));
  if (row.marker) xml.add('LastModified', isoSeconds(row.modified));
  else body(xml, row, isoSeconds);
  owner(xml, listing.bucket);
  xml.close(element);
}

function body(xml: XmlText, row: ListedVersion, date: (micros: number) => string): void {
  const sums = sumsOf(row.sums);
  const checksum = sums === null ? '' : `<ChecksumAlgorithm>${sums.algorithm}</ChecksumAlgorithm><ChecksumType>${sums.type}</ChecksumType>`;
  xml.raw(`<LastModified>${date(row.modified)}</LastModified><ETag>&quot;${escapeXml(row.etag)}&quot;</ETag>${checksum}<Size>${row.size}</Size><StorageClass>${escapeXml(storageClassOf(row))}</StorageClass>`);
}

/** STANDARD unless the object was stored otherwise. */
export function storageClassOf(row: Pick<Version, 'headers'>): string {
  if (!row.headers.includes('"x-amz-storage-class"')) return 'STANDARD';
  return (JSON.parse(row.headers) as Record<string, string>)['x-amz-storage-class'] ?? 'STANDARD';
}

function owner(xml: XmlText, bucket: Bucket): void {
  xml.open('Owner').add('ID', canonicalId(bucket.account)).close('Owner');
}

function prefixes(listing: Listing, page: ListingPage, xml: XmlText): void {
  for (const entry of page.entries) if (entry.kind === 'prefix') xml.open('CommonPrefixes').add('Prefix', listing.encode(entry.prefix)).close('CommonPrefixes');
}

function nameOf(entry: ListingEntry): string {
  return entry.kind === 'prefix' ? entry.prefix : entry.row.key;
}

function tokenOf(entry: ListingEntry): string {
  return Buffer.from(JSON.stringify(entry.kind === 'prefix' ? { prefix: entry.prefix } : { key: entry.row.key })).toString('base64url');
}

function positionOfToken(token: string): ListingPosition {
  try {
    const { key, prefix } = JSON.parse(Buffer.from(token, 'base64url').toString()) as { readonly key?: unknown; readonly prefix?: unknown };
    if (typeof key === 'string') return { kind: 'key', key };
    if (typeof prefix === 'string') return { kind: 'prefix', prefix };
  } catch (cause) {
    throw Object.assign(errors.invalidArgument('The continuation token provided is incorrect', 'continuation-token', token), { cause });
  }
  throw errors.invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
}
