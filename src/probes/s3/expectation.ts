import { microsOf } from '#kit/time';
import type { Content, Moment } from './manifest-line.ts';

/** What a key may be after a recovery to R. */
export interface Expectation {
  /** Its state at R; null: it must not exist. */
  readonly atR: Content | null;
  /** States that count as neither missing nor unexpected: those after R, and the one before a change within a second of R. */
  readonly alsoRight: readonly (Content | null)[];
  /** The last change in (R, T0]: what the recovery loses when it is not there. Undefined when nothing changed. */
  readonly lastBeforeStrike: Content | null | undefined;
  /** States after T0: with one of them in place, earlier changes are history, not losses. */
  readonly afterStrike: readonly (Content | null)[];
}

/** S3 gives whole seconds, so a change listed at R may really have come up to a second later. */
const RESOLUTION_MICROS = 1_000_000;

/** expected(R) of one key: `moments` newest first. */
export function expectationOf(moments: readonly Moment[], rMicros: number, struckMicros: number): Expectation {
  const timed = moments.map((moment) => ({ at: microsOf(moment.at), content: moment.content }));
  const stateAt = (micros: number): Content | null => timed.find(({ at }) => at <= micros)?.content ?? null;
  const later = timed.filter(({ at }) => at > rMicros);
  const beforeStrike = later.find(({ at }) => at <= struckMicros);
  return {
    atR: stateAt(rMicros),
    alsoRight: [...later.map(({ content }) => content), stateAt(rMicros - RESOLUTION_MICROS)],
    lastBeforeStrike: beforeStrike?.content,
    afterStrike: later.filter(({ at }) => at > struckMicros).map(({ content }) => content),
  };
}
