/** Files of a bundle by their names within it, sorted by name when they are packed. */
export type BundleFiles = ReadonlyMap<string, Buffer>;

/** The format that this edition writes and reads; a newer one is refused by name. */
export const BUNDLE_SCHEMA = 'redrill.bundle/1';

export const MANIFEST_FILE = 'manifest.json';
export const ENVELOPE_FILE = 'manifest.dsse.json';
export const KEY_FILE = 'key.pem';
export const VERIFIER_FILE = 'verify.mjs';
export const LEDGER_FILE = 'ledger.ndjson';
export const ANCHOR_FILE = 'anchor.json';
export const WITNESS_FILE = 'witness.ndjson';
export const SUMMARY_FILE = 'run.json';

/** What DSSE signs beside the bytes, so that a signature over one kind of thing never passes for another. */
export const MANIFEST_TYPE = 'application/vnd.redrill.bundle-manifest+json';

/** A stranger's bundle is data: beyond these limits it is not looked at. */
export const LIMITS = { archiveBytes: 1_073_741_824, unpackedBytes: 2_000_000_000, files: 10_000, nameCharacters: 100, jsonBytes: 64 * 1_048_576 } as const;

/** A line of the record whose content was removed before the bundle was handed out. The chain holds by the hash of the line as it was. */
export interface RedactedLine {
  readonly seq: number;
  /** SHA-256 of the line as it was written. */
  readonly sha256: string;
  /** Paths within the event, and the SHA-256 of salt and value of each: whoever has both can prove what stood there. */
  readonly fields: readonly { readonly path: string; readonly commitment: string }[];
}

/** `manifest.json`: every other file of the bundle, and what was left out. */
export interface BundleManifest {
  readonly schema: typeof BUNDLE_SCHEMA;
  readonly tool: { readonly name: 'redrill'; readonly version: string };
  readonly run: { readonly number: number; readonly id: string; readonly scenario: string };
  /** Fingerprint of the key that signed; null: an unsigned draft. */
  readonly signer: string | null;
  readonly record: { readonly events: number; readonly head: string; readonly sha256: string };
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[];
  readonly missing: readonly { readonly what: string; readonly why: string }[];
  readonly redactions: readonly RedactedLine[];
}
