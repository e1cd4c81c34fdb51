import type { VersionEntry } from './s3-store.ts';

/**
 * Whether two listed versions hold the same bytes as far as a listing can tell: equal size, and equal ETags where both are
 * MD5 digests of one part. The ETag of a multipart upload depends on its parts, so there the size alone is compared.
 */
export function sameBytes(a: Pick<VersionEntry, 'etag' | 'sizeBytes'>, b: Pick<VersionEntry, 'etag' | 'sizeBytes'>): boolean {
  if (a.sizeBytes !== b.sizeBytes) return false;
  const [left, right] = [plain(a.etag), plain(b.etag)];
  return left === null || right === null || left === right;
}

function plain(etag: string | null): string | null {
  const digest = etag?.replaceAll('"', '').toLowerCase() ?? '';
  return /^[0-9a-f]{32}$/.test(digest) ? digest : null;
}
