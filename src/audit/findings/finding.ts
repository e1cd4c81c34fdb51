import { findingId } from '#judge/finding-id';
import type { Known } from '../known.ts';
import { factPath } from '../fact-path.ts';

/** A gap between documents, settings and what would be needed after a loss. */
export interface AuditFinding {
  /** The same gap of the same store has the same id in every audit. */
  readonly id: string;
  readonly severity: 'high' | 'medium' | 'low';
  readonly cause: string;
  readonly title: string;
  readonly detail: string;
  readonly claim: string | null;
  readonly store: string | null;
  /** What to change, where the account itself says it. */
  readonly edit: string | null;
  readonly rests: readonly string[];
}

/** Looks for one kind of gap. Pure. */
export type Find = (known: Known) => readonly AuditFinding[];

export interface Gap {
  readonly severity: AuditFinding['severity'];
  /** Names the gap in the id: the same cause of the same store is the same finding. */
  readonly cause: string;
  readonly title: string;
  readonly detail: string;
  readonly claim?: string;
  readonly store?: string;
  readonly edit?: string;
  readonly rests: readonly { readonly id: string }[];
}

/** Ids of drills begin with their scenario; those of audits share this one. */
const SCENARIO = 'audit';

export function finding({ severity, cause, title, detail, claim, store, edit, rests }: Gap): AuditFinding {
  return { id: findingId(SCENARIO, store ?? null, cause), severity, cause, title, detail, claim: claim ?? null, store: store ?? null, edit: edit ?? null, rests: [...new Set(rests.map(({ id }) => factPath(id)))] };
}
