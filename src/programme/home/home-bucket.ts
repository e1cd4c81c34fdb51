/** A place that outlives this machine, as far as results need it. Conditions make two writers impossible; a lost race is a value, everything else throws. */
export interface HomeBucket {
  /** `s3://bucket/prefix`, for sentences. */
  readonly place: string;
  get(key: string): Promise<{ readonly text: string; readonly etag: string } | null>;
  bytes(key: string): Promise<Uint8Array | null>;
  /** `only`: an ETag (replace exactly that state), or `new` (there must be none). Resolves with the new ETag, or null when the condition did not hold. `keep`: evidence, retained where the bucket can. */
  put(key: string, body: Uint8Array | string, how: { readonly only?: string; readonly keep: boolean }): Promise<string | null>;
  /** Keys below the place with the MD5 of their bytes, where the bucket tells one. */
  list(): Promise<ReadonlyMap<string, string>>;
}

/** The condition under which an object is created and never replaced. */
export const NEW = 'new';
