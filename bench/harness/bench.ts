/** Without added latency, and with that of AWS: 15 ms per read, 30 ms per write, 40 ms per listing page. */
export const PROFILES = ['flat', 'aws'] as const;
export type Profile = (typeof PROFILES)[number];

export interface BenchResult {
  readonly title: string;
  readonly notes: readonly string[];
  /** Markdown. */
  readonly table: string;
  readonly data: unknown;
}

export interface Bench {
  readonly name: string;
  /** Results as they come. */
  run(options: { readonly rounds: number }): AsyncIterable<BenchResult>;
}
