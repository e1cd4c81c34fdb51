import type { SafetyDocument } from './safety-document.ts';

/** An index by name and uuid. */
export interface SeenIndex {
  readonly index: string;
  readonly uuid: string;
}

/** What put-back has to do with each index. */
export interface Standing {
  /** Indices of the copy that are there no more under their uuid: they are made anew. Any other one keeps its documents. */
  readonly lost: readonly string[];
  /** Indices that a recovery or a writer has made since: they are kept elsewhere and go. */
  readonly replaced: readonly SeenIndex[];
}

export interface StandingInput {
  readonly document: Pick<SafetyDocument, 'contents' | 'uuids'>;
  /** Indices that put-back found when it first looked, before it made any. */
  readonly found: readonly SeenIndex[];
  readonly now: readonly SeenIndex[];
  /** Whether this run's recovery has begun to change the domain. */
  readonly recovered: boolean;
}

/** Tells by uuids what was lost, what is in the way of the copy, and what an earlier life of put-back has made. Where nothing was lost, nothing is in the way. */
export function standing({ document: { contents, uuids }, found, now, recovered }: StandingInput): Standing {
  const names = contents.indices.map(({ index }) => index);
  const lost = names.filter((name) => !now.some(({ index, uuid }) => index === name && uuid === uuids[name]));
  if (lost.length === 0 && !recovered) return { lost, replaced: [] };
  const before = new Set(Object.values(uuids));
  const known = new Set(found.map(({ uuid }) => uuid));
  const since = now.filter(({ index, uuid }) => !known.has(uuid) && !names.includes(index));
  return { lost, replaced: [...found, ...since].filter(({ uuid }) => !before.has(uuid)) };
}
