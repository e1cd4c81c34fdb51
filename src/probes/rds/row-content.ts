import type { ContentKind } from '../tally.ts';

/** What a row, or an object of a schema, is. */
export interface RowContent {
  readonly sha256: string;
  /** Bytes of its COPY text; null where a ledger does not say. */
  readonly sizeBytes: number | null;
  /** The definition of a schema object, for people; absent for rows. */
  readonly text?: string;
}

/** Rows are compared by digest. */
export const rowKind: ContentKind<RowContent> = {
  same: (a, b) => a.sha256 === b.sha256,
  differences: (expected, found) => `expected ${described(expected)}, found ${described(found)}`,
  describe: described,
  sizeBytes: ({ sizeBytes }) => sizeBytes ?? 0,
};

function described({ sha256, sizeBytes, text }: RowContent): string {
  if (text !== undefined) return JSON.stringify(text.length > 160 ? `${text.slice(0, 157)}...` : text);
  return `SHA-256 ${sha256.slice(0, 12)}${sizeBytes === null ? '' : ` of ${sizeBytes} bytes`}`;
}
