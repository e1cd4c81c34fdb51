import type { ResolvedConfig, StoreConfig } from '#contract/config.schema';
import type { Fact, FactKind, FactOf, StoreFact, UnreadFact } from './facts.ts';

/** What an audit is about: the same in every part of its judgement. */
export interface Scope {
  /** Drill time at which the account was read, ISO. */
  readonly at: string;
  readonly lookBackSeconds: number;
  readonly target: 'sandbox' | 'aws';
  readonly accounts: Readonly<Record<'platform' | 'backup' | 'recovery', string>>;
  readonly regions: ResolvedConfig['regions'];
  readonly claims: readonly { readonly id: string; readonly text: string }[];
  readonly stores: readonly StoreConfig[];
  readonly objectives: readonly { readonly source: string; readonly rpoSeconds: number }[];
}

/** Everything that was gathered, by its kind. Judging reads nothing else. */
export interface Known {
  readonly scope: Scope;
  of<K extends FactKind>(kind: K): readonly FactOf<K>[];
}

/** Sorts facts by their kind. */
export function knownOf(scope: Scope, facts: readonly Fact[]): Known {
  const byKind = new Map<FactKind, Fact[]>();
  for (const fact of facts) {
    const same = byKind.get(fact.kind);
    if (same === undefined) byKind.set(fact.kind, [fact]);
    else same.push(fact);
  }
  return { scope, of: <K extends FactKind>(kind: K) => (byKind.get(kind) ?? []).filter((fact): fact is FactOf<K> => fact.kind === kind) };
}

/** Looks that failed and would have given facts of these kinds. */
export function unreadAmong(known: Known, kinds: readonly FactKind[]): readonly UnreadFact[] {
  return known.of('unread').filter(({ about }) => kinds.some((kind) => kind === about));
}

/** The stores of a service that the account shows. */
export function storesOf(known: Known, ...services: readonly string[]): readonly StoreFact[] {
  return known.of('store').filter(({ service }) => services.includes(service));
}
