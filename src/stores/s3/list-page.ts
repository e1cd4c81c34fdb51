import type { VersionEntry } from './s3-store.ts';

/** Which listing: every version and marker (ListObjectVersions), or current objects (ListObjectsV2). */
export type ListKind = 'versions' | 'objects';

/** Where a listing goes on. */
export type ListCursor =
  | { readonly kind: 'versions'; readonly key: string; readonly versionId: string | null }
  | { readonly kind: 'objects'; readonly token: string }
  | { readonly kind: 'after'; readonly key: string };

/** The part of a page that is known before its entries are read. */
export interface PageHead {
  readonly truncated: boolean;
  readonly next: ListCursor | null;
  /** Keys are percent-encoded, as asked for. */
  readonly encoded: boolean;
}

export interface ListPage extends PageHead {
  readonly entries: VersionEntry[];
  readonly commonPrefixes: readonly string[];
}

/** The root element each listing must begin and end with. */
export function rootOf(kind: ListKind): string {
  return kind === 'versions' ? 'ListVersionsResult' : 'ListBucketResult';
}
