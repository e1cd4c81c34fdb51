/** A parsed runbook document: its text is what people follow, its steps are what the drill executes. */
export interface Runbook {
  readonly path: string;
  readonly sha256: string;
  readonly title: string;
  readonly text: string;
  readonly steps: readonly RunbookStep[];
  /** Numbered headings without a step fence: documented but not executable; each is a finding. */
  readonly unbound: readonly { readonly n: number; readonly title: string; readonly line: number }[];
}

export interface RunbookStep {
  readonly n: number;
  readonly title: string;
  readonly line: number;
  /** `manual`, `check`, `shell` or the id of a step module such as `s3.copy-back`. */
  readonly uses: string;
  readonly with: Readonly<Record<string, unknown>>;
  /** Name under which later steps use this step's outputs: `$name.field`. */
  readonly as: string | null;
  /** Steps of one lane run in order, lanes side by side; null: it waits for everything before it, and everything after waits for it. */
  readonly lane: string | null;
  /** Lanes that must have ended before it begins. */
  readonly after: readonly string[];
  /** Checks: counts as release check (T5). */
  readonly release: boolean;
  readonly manual: { readonly role: string; readonly expected: string; readonly confirm: string } | null;
  readonly shell: { readonly run: string; readonly probe: string | null; readonly idempotent: boolean } | null;
}
