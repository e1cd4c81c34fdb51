import type { IntegrityReading } from '#contract/events';
import type { Expectation } from './expectation.ts';
import { differences, sameContent } from './manifest-line.ts';
import type { Content } from './manifest-line.ts';

type Sample = IntegrityReading['samples'][number];

/** At most this many names per class go into the record; the counts are complete. */
const SAMPLES = 20;

/** Counts what a comparison finds, key by key; memory is the samples. */
export class Tally {
  expected = 0;
  recovered = 0;
  missing = 0;
  unexpected = 0;
  different = 0;
  lostWrites = 0;
  bytes = 0;
  unchanged = 0;
  unread = 0;
  private readonly samplesByKind = new Map<Sample['kind'], Sample[]>();

  get samples(): readonly Sample[] {
    return [...this.samplesByKind.values()].flat();
  }

  /** One key: what was expected, what is there (null: nothing), and whether nobody has written it since the manifest. */
  add(key: string, expectation: Expectation, live: Content | null, unchanged = false): void {
    const { atR } = expectation;
    if (live !== null) this.bytes += live.size;
    this.countLoss(key, expectation, live);
    const right = equal(atR, live) || expectation.alsoRight.some((state) => equal(state, live));
    // A key that its user deleted after R and that is gone is as it should be, and nothing that came back: an empty bucket has recovered 0.
    if (atR !== null && !(right && live === null)) {
      this.expected += 1;
      if (unchanged) this.unchanged += 1;
      if (right) this.recovered += 1;
    }
    if (!right) this.countFault(key, atR, live);
  }

  /** A key that is there but could not be read: neither right nor wrong, and the comparison is not complete. */
  addUnread(key: string, code: string): void {
    this.unread += 1;
    this.sample({ kind: 'different', name: key, detail: `could not be read: ${code}` });
  }

  private countFault(key: string, atR: Content | null, live: Content | null): void {
    if (live === null) {
      this.missing += 1;
      this.sample({ kind: 'missing', name: key, detail: atR === null ? 'not there' : `${atR.size} bytes expected` });
    } else if (atR === null) {
      this.unexpected += 1;
      this.sample({ kind: 'unexpected', name: key, detail: `${live.size} bytes that should not be there` });
    } else {
      this.different += 1;
      this.sample({ kind: 'different', name: key, detail: differences(atR, live) });
    }
  }

  private countLoss(key: string, expectation: Expectation, live: Content | null): void {
    const { lastBeforeStrike: last, afterStrike } = expectation;
    if (last === undefined || equal(last, live) || afterStrike.some((state) => equal(state, live))) return;
    this.lostWrites += 1;
    this.sample({ kind: 'lost-write', name: key, detail: last === null ? 'a deletion came undone' : `a write of ${last.size} bytes is lost` });
  }

  private sample(sample: Sample): void {
    const known = this.samplesByKind.get(sample.kind) ?? [];
    if (known.length < SAMPLES) known.push(sample);
    this.samplesByKind.set(sample.kind, known);
  }
}

function equal(a: Content | null, b: Content | null): boolean {
  return a === null || b === null ? a === b : sameContent(a, b);
}
