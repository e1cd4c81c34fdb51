/** One item of a manifest, or one that is there now. */
export interface SavedItem {
  readonly name: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Epoch seconds after which DynamoDB may delete it by itself; null where its time to live is not set. */
  readonly expires: number | null;
}

/** A line of a manifest, without its end. */
export function lineOf({ name, sha256, sizeBytes, expires }: SavedItem): string {
  return JSON.stringify([sha256, sizeBytes, expires, name]);
}

export function parseLine(line: string): SavedItem {
  const [sha256, sizeBytes, expires, name] = JSON.parse(line) as [string, number, number | null, string];
  return { name, sha256, sizeBytes, expires };
}
