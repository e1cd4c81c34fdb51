/** A drawing with the same facts as a table; a null drawing says in `what` why there is none. */
export interface Chart {
  /** Anchor; one word. */
  readonly id: string;
  readonly title: string;
  /** What it shows, in one or two sentences: read out in place of the drawing. */
  readonly what: string;
  readonly svg: string | null;
  /** First row: heads. Plain text. */
  readonly table: readonly (readonly string[])[];
}
