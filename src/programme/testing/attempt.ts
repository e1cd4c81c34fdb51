import type { ProgrammeRun } from '#contract/programme';
import type { Finding, RunSummary, Verdict } from '#contract/run-summary';

/** What a test says of an attempt; the rest is filled in. */
export interface AttemptStory {
  readonly number?: number;
  readonly scenario?: string;
  readonly variant?: string | null;
  readonly mutation?: string | null;
  readonly at: string;
  readonly verdict?: Verdict;
  readonly kind?: string;
  readonly findings?: readonly string[];
  readonly stores?: Readonly<Record<string, Verdict>>;
}

/** An attempt as the ledger and its summary tell it, with just the parts that the programme reads. */
export function attempt({ number = 1, scenario = 'rds-loss', variant = null, mutation = null, at, verdict = 'pass', kind = 'finished', findings = [], stores = { 'DR-S1': verdict } }: AttemptStory): ProgrammeRun {
  const id = `${String(number).padStart(4, '0')}-${scenario}`;
  const summary = {
    run: { number, id, scenario, variant, mutation, startedAt: at, endedAt: at, version: '1', commit: null },
    target: { kind: 'sandbox', pace: 'fast' },
    verdict,
    stores: Object.entries(stores).map(([store, own]) => ({ id: store, verdict: own, rta: { seconds: 2250 }, rpa: { seconds: null, why: 'no beacon' }, rpaWorst: { seconds: 90_000 }, rtaParts: [{ name: 'restore', seconds: 2250, class: 'modelled' }], integrity: { missing: 0, different: 0 }, posture: { drifted: [] } })),
    rta: { seconds: 2250 },
    rpa: { seconds: null },
    putBack: { ok: true },
    runbook: null,
    engines: [{ name: 'postgres', version: '18.4' }],
    findings: findings.map((one) => ({ id: one, severity: 'high', store: 'DR-S1', cause: one, title: `about ${one}`, detail: '', claim: null, edit: null }) satisfies Finding),
  };
  return { number, id, scenario, startedAt: at, kind, verdict, putBack: true, summary: summary as unknown as RunSummary, problem: null };
}
