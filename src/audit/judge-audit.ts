import { named } from './answer.ts';
import type { Answer, ClaimModule } from './answer.ts';
import { factPath } from './fact-path.ts';
import { FINDINGS } from './findings/table.ts';
import type { AuditFinding } from './findings/finding.ts';
import { unreadAmong } from './known.ts';
import type { Known } from './known.ts';
import { CLAIMS } from './table.ts';

/** One claim of the config as the audit answers it. */
export interface JudgedClaim {
  readonly id: string;
  readonly text: string;
  readonly result: Answer['result'];
  readonly why: string;
  /** The fact that says it, as a path in the audit's folder; null where there is none. */
  readonly evidence: string | null;
  /** Every fact that it rests on. */
  readonly rests: readonly string[];
}

/** What an audit says, computed from what was gathered alone. */
export interface Judged {
  readonly claims: readonly JudgedClaim[];
  readonly findings: readonly AuditFinding[];
}

/** Judges every claim of the config, and finds what no claim names. Pure. */
export function judgeAudit(known: Known): Judged {
  return { claims: known.scope.claims.map((claim) => judgeClaim(known, claim)), findings: sorted(FINDINGS.flatMap((find) => find(known))) };
}

function judgeClaim(known: Known, { id, text }: { readonly id: string; readonly text: string }): JudgedClaim {
  const rule = CLAIMS.find((one) => one.id === id);
  const { result, why, rests } = rule === undefined ? { result: 'open' as const, why: 'the audit has no test of this claim', rests: [] } : capped(known, rule);
  const paths = [...new Set(rests.map((fact) => factPath(fact.id)))];
  return { id, text, result, why: result === 'confirmed' ? `${why}; said of ${where(known)} only` : why, evidence: paths[0] ?? null, rests: paths };
}

/** A look that failed never confirms anything; what was seen may refute all the same. */
function capped(known: Known, { needs, judge }: ClaimModule): Answer {
  const answer = judge(known);
  if (answer.result !== 'confirmed') return answer;
  const unread = unreadAmong(known, needs);
  return unread.length === 0 ? answer : { result: 'open', why: `not everything could be read: ${named(unread.map(({ what, why }) => `${what} (${why})`))}`, rests: [...unread, ...answer.rests] };
}

function where({ scope }: Known): string {
  return scope.target === 'sandbox' ? `the settings of sandbox account ${scope.accounts.platform}` : `the settings of account ${scope.accounts.platform}`;
}

const RANK = { high: 0, medium: 1, low: 2 } as const;

function sorted(findings: readonly AuditFinding[]): readonly AuditFinding[] {
  return findings.toSorted((a, b) => RANK[a.severity] - RANK[b.severity] || (a.store ?? '~').localeCompare(b.store ?? '~') || a.title.localeCompare(b.title));
}
