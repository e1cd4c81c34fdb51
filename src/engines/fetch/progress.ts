/** How far the set-up of an engine is. */
export interface Progress {
  /** What is done, as a phrase: `OpenSearch 3.8.0 from https://...`. */
  readonly what: string;
  readonly doneBytes: number;
  /** Null where the length is not known, and for steps that are no download. */
  readonly totalBytes: number | null;
}

/** Called as a set-up goes on, several times a second at most. */
export type OnProgress = (progress: Progress) => void;
