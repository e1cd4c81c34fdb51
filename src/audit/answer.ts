import type { Fact, FactKind } from './facts.ts';
import type { Known } from './known.ts';

/** What the account shows of one claim, and the facts that say so. */
export interface Answer {
  readonly result: 'confirmed' | 'refuted' | 'open';
  /** One sentence. */
  readonly why: string;
  readonly rests: readonly Pick<Fact, 'id'>[];
}

/** One claim of the platform's documents. Its file has the claim's name. */
export interface ClaimModule {
  readonly id: string;
  /** Kinds of facts without which nothing can be confirmed: a look that failed leaves the claim open. */
  readonly needs: readonly FactKind[];
  /** What else a reader should know who sees it confirmed: how far the account's settings reach. */
  judge(known: Known): Answer;
}

type Rests = readonly Pick<Fact, 'id'>[];

export function confirmed(why: string, rests: Rests): Answer {
  return { result: 'confirmed', why, rests };
}

export function refuted(why: string, rests: Rests): Answer {
  return { result: 'refuted', why, rests };
}

export function open(why: string, rests: Rests = []): Answer {
  return { result: 'open', why, rests };
}

const MOST_NAMED = 4;

/** `a, b and c`, and how many more where there are many. */
export function named(names: readonly string[]): string {
  const distinct = [...new Set(names)];
  const shown = distinct.slice(0, MOST_NAMED);
  const more = distinct.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${more} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
