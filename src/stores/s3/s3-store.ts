/** One row of ListObjectVersions. */
export interface VersionEntry {
  readonly key: string;
  readonly versionId: string;
  readonly isLatest: boolean;
  readonly marker: boolean;
  /** ISO 8601, second or millisecond resolution as the provider gives it. */
  readonly lastModified: string;
  readonly etag: string | null;
  readonly sizeBytes: number;
}

export interface ObjectDigest {
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly etag: string | null;
  readonly versionId: string | null;
  readonly lastModified: string | null;
  readonly contentType: string | null;
  /** Content-Type, encoding, disposition, language, cache control and user metadata (x-amz-meta-*), sorted; one digest of it is kept in manifests. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly tagCount: number;
}

/** A reference to a stored object; without a version the current one. */
export interface ObjectRef {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
}

export interface Outcome<T> {
  readonly done: number;
  readonly bytes: number;
  readonly failed: readonly { readonly item: T; readonly code: string; readonly message: string }[];
}

/**
 * The fast data plane of S3: lean signed requests, bounded concurrency that adapts to throttling (AIMD), retries on 5xx, resets and SlowDown.
 * Errors of single calls are `RedrillError` with code `s3.<AWS code>` (s3.NoSuchBucket, s3.AccessDenied ...).
 */
export interface S3Store {
  /** All versions and markers in key order, newest first within a key; one array per page. Throws when a listing cannot be completed. */
  listVersions(bucket: string, options?: { readonly prefix?: string; readonly signal?: AbortSignal }): AsyncIterable<readonly VersionEntry[]>;
  /** Current objects only. */
  listObjects(bucket: string, options?: { readonly prefix?: string; readonly signal?: AbortSignal }): AsyncIterable<readonly VersionEntry[]>;
  get(ref: ObjectRef): Promise<{ readonly body: Buffer; readonly digest: ObjectDigest }>;
  /** Reads an object in full and digests it without keeping it. */
  digest(ref: ObjectRef): Promise<ObjectDigest>;
  head(ref: ObjectRef): Promise<Omit<ObjectDigest, 'sha256'> | null>;
  put(ref: ObjectRef, body: Uint8Array, options?: { readonly contentType?: string; readonly metadata?: Readonly<Record<string, string>>; readonly tags?: Readonly<Record<string, string>>; readonly ifNoneMatch?: '*'; readonly ifMatch?: string }): Promise<{ readonly etag: string; readonly versionId: string | null }>;
  /** One delete; without a version on a versioned bucket it adds a marker. */
  delete(ref: ObjectRef): Promise<{ readonly versionId: string | null; readonly marker: boolean }>;
  tags(ref: ObjectRef): Promise<Readonly<Record<string, string>>>;
  /** DeleteObjects in batches of 1,000, several in flight. */
  deleteMany(bucket: string, items: AsyncIterable<{ readonly key: string; readonly versionId?: string }>, options?: { readonly signal?: AbortSignal }): Promise<Outcome<{ readonly key: string; readonly versionId?: string }>>;
  /** Server-side copies (CopyObject; multipart above 5 GB), metadata and tags included. */
  copyMany(items: AsyncIterable<{ readonly from: ObjectRef; readonly to: ObjectRef; readonly sizeBytes: number }>, options?: { readonly signal?: AbortSignal }): Promise<Outcome<{ readonly from: ObjectRef; readonly to: ObjectRef; readonly sizeBytes: number }>>;
  /** Digests many objects, several in flight; results arrive in input order, so that sorted streams can be merged. */
  digestMany(items: AsyncIterable<ObjectRef & { readonly sizeBytes: number }>, options?: { readonly signal?: AbortSignal }): AsyncIterable<{ readonly ref: ObjectRef; readonly digest: ObjectDigest | null; readonly code: string | null }>;
  putMany(items: AsyncIterable<{ readonly ref: ObjectRef; readonly body: Uint8Array; readonly contentType?: string; readonly metadata?: Readonly<Record<string, string>>; readonly tags?: Readonly<Record<string, string>> }>, options?: { readonly signal?: AbortSignal }): Promise<Outcome<ObjectRef>>;
  close(): Promise<void>;
}
