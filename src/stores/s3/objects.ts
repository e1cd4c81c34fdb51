import { hash } from 'node:crypto';
import { RedrillError, usageError } from '#kit/redrill-error';
import type { ExchangeResponse } from './exchange.ts';
import { DigestSink, headDigest } from './object-digest.ts';
import type { S3Caller } from './s3-caller.ts';
import type { ObjectDigest, ObjectRef, S3Store } from './s3-store.ts';
import { encodeQuery } from './uri-encode.ts';
import { childText, parseXml } from './xml.ts';

export type PutOptions = NonNullable<Parameters<S3Store['put']>[2]>;

/** Reads an object in full into memory. */
export async function getObject(caller: S3Caller, ref: ObjectRef, signal?: AbortSignal): Promise<{ readonly body: Buffer; readonly digest: ObjectDigest }> {
  const response = await caller.call({ ...onObject('GetObject', 'GET', ref), signal });
  const digest = { sha256: hash('sha256', response.body, 'hex'), ...headDigest(response.headers), sizeBytes: response.body.length };
  return { body: response.body, digest };
}

/** Reads an object in full and keeps its digest only. */
export async function digestObject(caller: S3Caller, ref: ObjectRef, signal?: AbortSignal): Promise<ObjectDigest> {
  const sink = new DigestSink();
  await caller.call({ ...onObject('GetObject', 'GET', ref), sink, signal });
  return sink.result();
}

/** HEAD; null when there is no such object (a delete marker on top counts as none). */
export async function headObject(caller: S3Caller, ref: ObjectRef): Promise<Omit<ObjectDigest, 'sha256'> | null> {
  try {
    return headDigest((await caller.call(onObject('HeadObject', 'HEAD', ref))).headers);
  } catch (error) {
    if (error instanceof RedrillError && error.code === 's3.NotFound') return null;
    throw error;
  }
}

/** PUT with the body's SHA-256 in the signature, so that S3 refuses bytes damaged on the way. */
export async function putObject(caller: S3Caller, ref: ObjectRef, body: Uint8Array, options: PutOptions & { readonly signal?: AbortSignal | undefined } = {}): Promise<{ readonly etag: string; readonly versionId: string | null }> {
  const headers: Record<string, string> = { 'content-type': options.contentType ?? 'application/octet-stream' };
  for (const [name, value] of Object.entries(options.metadata ?? {})) headers[metadataName(name)] = metadataValue(name, value);
  if (options.tags && Object.keys(options.tags).length > 0) headers['x-amz-tagging'] = tagHeader(options.tags);
  if (options.ifNoneMatch) headers['if-none-match'] = options.ifNoneMatch;
  if (options.ifMatch !== undefined) headers['if-match'] = `"${options.ifMatch.replaceAll('"', '')}"`;
  const response = await caller.call({ ...onObject('PutObject', 'PUT', ref), headers, body, signal: options.signal });
  return { etag: (response.headers['etag'] ?? '').replaceAll('"', ''), versionId: response.headers['x-amz-version-id'] ?? null };
}

/**
 * One DELETE. Without a version a lost response is settled by looking (HEAD answers 404 with `x-amz-delete-marker`)
 * before the request goes out again, so that one call never stacks two markers.
 */
export async function deleteObject(caller: S3Caller, ref: ObjectRef, signal?: AbortSignal): Promise<{ readonly versionId: string | null; readonly marker: boolean }> {
  const settle = ref.versionId === undefined ? () => markerOnTop(caller, ref) : undefined;
  const response = await caller.call({ ...onObject('DeleteObject', 'DELETE', ref), signal, ...(settle ? { settle } : {}) });
  return { versionId: response.headers['x-amz-version-id'] ?? null, marker: response.headers['x-amz-delete-marker'] === 'true' };
}

/** The object's tags; none is an empty record. */
export async function objectTags(caller: S3Caller, ref: ObjectRef): Promise<Readonly<Record<string, string>>> {
  const request = onObject('GetObjectTagging', 'GET', ref);
  const response = await caller.call({ ...request, query: { ...request.query, tagging: '' } });
  const tags: Record<string, string> = {};
  const root = parseXml(response.body.toString('utf8'));
  for (const tag of root.children.find((child) => child.name === 'TagSet')?.children ?? []) tags[childText(tag, 'Key') ?? ''] = childText(tag, 'Value') ?? '';
  return tags;
}

/** The marker that hides an object, as a HEAD shows it; null when the object is not hidden by one. */
export async function markerOnTop(caller: S3Caller, ref: ObjectRef): Promise<ExchangeResponse | null> {
  let found: ExchangeResponse | null = null;
  try {
    await caller.call({
      ...onObject('HeadObject', 'HEAD', ref),
      answer: (response) => { if (response.status === 404 && response.headers['x-amz-delete-marker'] === 'true') found = response; },
    });
  } catch (error) {
    if (!(error instanceof RedrillError) || error.code !== 's3.NotFound') throw error;
  }
  return found;
}

/** `k=v&k2=v2` for the x-amz-tagging header. */
export function tagHeader(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags).map(([key, value]) => `${encodeQuery(key)}=${encodeQuery(value)}`).join('&');
}

function onObject(operation: string, method: 'GET' | 'HEAD' | 'PUT' | 'DELETE', ref: ObjectRef): { operation: string; method: 'GET' | 'HEAD' | 'PUT' | 'DELETE'; bucket: string; key: string; query: Readonly<Record<string, string | undefined>> } {
  return { operation, method, bucket: ref.bucket, key: ref.key, query: { versionId: ref.versionId } };
}

function metadataName(name: string): string {
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) throw usageError('s3.MetadataName', `${JSON.stringify(name)} cannot be the name of S3 user metadata: use letters, digits and hyphens`);
  return `x-amz-meta-${name.toLowerCase()}`;
}

function metadataValue(name: string, value: string): string {
  if (!/^[\x20-\x7E]*$/.test(value) || value !== value.trim()) throw usageError('s3.MetadataValue', `the value of S3 user metadata ${JSON.stringify(name)} must be printable ASCII without spaces at its ends`);
  return value;
}
