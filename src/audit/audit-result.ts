import type { AuditFinding } from './findings/finding.ts';
import type { RestoreFact } from './facts.ts';
import type { JudgedClaim } from './judge-audit.ts';

/** `audit.json`: everything that an audit says. */
export interface AuditResult {
  readonly type: 'audit';
  readonly number: number;
  /** Name of its folder below `<results>/audits`. */
  readonly id: string;
  /** Drill time at which the account was read. */
  readonly at: string;
  readonly realStartedAt: string;
  readonly redrill: string;
  readonly command: readonly string[];
  readonly target: { readonly kind: 'sandbox' | 'aws'; readonly accounts: Readonly<Record<string, string>>; readonly regions: Readonly<Record<string, string>> };
  readonly stores: readonly string[];
  readonly lookBackSeconds: number;
  readonly counts: { readonly confirmed: number; readonly refuted: number; readonly open: number; readonly findings: number };
  readonly claims: readonly JudgedClaim[];
  readonly findings: readonly AuditFinding[];
  readonly restores: readonly RestoreFact[];
  /** The seed that drew the points to restore; null where none were. */
  readonly seed: string | null;
  /** What nobody looked at, with the reason: neither sound nor unsound. */
  readonly notLookedAt: readonly { readonly what: string; readonly why: string }[];
  readonly facts: { readonly file: string; readonly count: number; readonly sha256: string };
}
