import type { IntegrityReading } from '#contract/events';

/** What a key may be after a recovery to R. */
export interface Expectation<C> {
  /** Its state at R; null: it must not exist. */
  readonly atR: C | null;
  /** States that count as neither missing nor unexpected: those after R, and the one before a change that may lie on either side of R. */
  readonly alsoRight: readonly (C | null)[];
  /** The last change in (R, T0]: what the recovery loses when it is not there. Undefined when nothing changed. */
  readonly lastBeforeStrike: C | null | undefined;
  /** States after T0: with one of them in place, earlier changes are history, not losses. */
  readonly afterStrike: readonly (C | null)[];
}

/** How a service's contents are compared and told of. */
export interface ContentKind<C> {
  same(a: C, b: C): boolean;
  /** What differs, in words. */
  differences(expected: C, found: C): string;
  /** `4 bytes`. */
  describe(content: C): string;
  sizeBytes(content: C): number;
}

type Sample = IntegrityReading['samples'][number];

/** At most this many names per class go into the record; the counts are complete. */
const SAMPLES = 20;

/** Counts what a comparison finds, key by key; memory is the samples. */
export class IntegrityTally<C> {
  expected = 0;
  recovered = 0;
  missing = 0;
  unexpected = 0;
  different = 0;
  lostWrites = 0;
  bytes = 0;
  unchanged = 0;
  unread = 0;
  private readonly kind: ContentKind<C>;
  private readonly samplesByKind = new Map<Sample['kind'], Sample[]>();

  constructor(kind: ContentKind<C>) {
    this.kind = kind;
  }

  get samples(): readonly Sample[] {
    return [...this.samplesByKind.values()].flat();
  }

  /** One key: what was expected, what is there (null: nothing), and whether nobody has written it since the manifest. */
  add(key: string, expectation: Expectation<C>, live: C | null, unchanged = false): void {
    const { atR } = expectation;
    if (live !== null) this.bytes += this.kind.sizeBytes(live);
    this.countLoss(key, expectation, live);
    const right = this.equal(atR, live) || expectation.alsoRight.some((state) => this.equal(state, live));
    // A key that its user deleted after R and that is gone is as it should be, and nothing that came back: an empty store has recovered 0.
    if (atR !== null && !(right && live === null)) {
      this.expected += 1;
      if (unchanged) this.unchanged += 1;
      if (right) this.recovered += 1;
    }
    if (!right) this.countFault(key, atR, live);
  }

  /** Many keys at once that were compared as a whole, found equal, and have not been written since the manifest. */
  addEqual(count: number, bytes: number): void {
    this.expected += count;
    this.recovered += count;
    this.unchanged += count;
    this.bytes += bytes;
  }

  /** A key that is there but could not be read: neither right nor wrong, and the comparison is not complete. */
  addUnread(key: string, code: string): void {
    this.unread += 1;
    this.sample({ kind: 'different', name: key, detail: `could not be read: ${code}` });
  }

  private countFault(key: string, atR: C | null, live: C | null): void {
    if (live === null) {
      this.missing += 1;
      this.sample({ kind: 'missing', name: key, detail: atR === null ? 'not there' : `${this.kind.describe(atR)} expected` });
    } else if (atR === null) {
      this.unexpected += 1;
      this.sample({ kind: 'unexpected', name: key, detail: `${this.kind.describe(live)} that should not be there` });
    } else {
      this.different += 1;
      this.sample({ kind: 'different', name: key, detail: this.kind.differences(atR, live) });
    }
  }

  private countLoss(key: string, expectation: Expectation<C>, live: C | null): void {
    const { lastBeforeStrike: last, afterStrike } = expectation;
    if (last === undefined || this.equal(last, live) || afterStrike.some((state) => this.equal(state, live))) return;
    this.lostWrites += 1;
    this.sample({ kind: 'lost-write', name: key, detail: last === null ? 'a deletion came undone' : `a write of ${this.kind.describe(last)} is lost` });
  }

  private sample(sample: Sample): void {
    const known = this.samplesByKind.get(sample.kind) ?? [];
    if (known.length < SAMPLES) known.push(sample);
    this.samplesByKind.set(sample.kind, known);
  }

  private equal(a: C | null, b: C | null): boolean {
    return a === null || b === null ? a === b : this.kind.same(a, b);
  }
}
