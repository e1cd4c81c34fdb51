import { sha256 } from '#kit/digest';
import type { ObjectDigest } from '#stores/s3/s3-store';

/** What one version of an object is: enough to tell any change of bytes, metadata or tags. */
export interface Content {
  readonly sha256: string;
  readonly size: number;
  /** Digest of metadata and content headers; null where the source (a write ledger) does not know it. */
  readonly meta: string | null;
  /** Digest of the tags; '' for none, null where not known. */
  readonly tags: string | null;
}

/** A moment in the life of a key: what it became, or null for a deletion. */
export interface Moment {
  readonly at: string;
  readonly content: Content | null;
}

/** One line of `manifests/<store>.ndjson`: a key with its history, newest first. Lines are in S3's key order. */
export interface ManifestLine {
  readonly key: string;
  readonly history: readonly Moment[];
}

/** Content of a version that was read in full. */
export function contentOf(digest: ObjectDigest, tags: Readonly<Record<string, string>> | null): Content {
  return { sha256: digest.sha256, size: digest.sizeBytes, meta: sha256(JSON.stringify(sorted(digest.metadata))), tags: tags === null ? '' : sha256(JSON.stringify(sorted(tags))) };
}

/** Whether two contents are the same as far as both are known. */
export function sameContent(a: Content, b: Content): boolean {
  return a.sha256 === b.sha256 && a.size === b.size && same(a.meta, b.meta) && same(a.tags, b.tags);
}

/** What differs, in words, for samples in a report. */
export function differences(a: Content, b: Content): string {
  const found = [
    a.sha256 === b.sha256 ? '' : `bytes differ (expected SHA-256 ${a.sha256.slice(0, 12)}, ${a.size} bytes; found ${b.sha256.slice(0, 12)}, ${b.size} bytes)`,
    same(a.meta, b.meta) ? '' : 'metadata differ',
    same(a.tags, b.tags) ? '' : 'tags differ',
  ];
  return found.filter((text) => text !== '').join('; ');
}

function same(a: string | null, b: string | null): boolean {
  return a === null || b === null || a === b;
}

function sorted(values: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
