import type { RunSummary } from '#contract/run-summary';
import { runDrill } from '#drill/run-drill';
import { signCheckpoint } from '#evidence/bundle/sign-checkpoint';
import { readSigningKey } from '#evidence/bundle/signing-key';
import { conclude } from '#evidence/conclude';
import { bug } from '#kit/redrill-error';
import { openRecord } from '#record/open-record';
import { reporting } from '#report/reporting';
import { openTimeline } from '../timeline/open-timeline.ts';
import type { Terminal } from '../terminal.ts';
import { assembleDrill, type DrillParts } from './assemble-drill.ts';
import { keyFile } from './key-file.ts';
import type { RunFolder } from './run-folders.ts';
import { tellOutside } from './tell-outside.ts';

/** What became of one run. */
export interface CarriedOut {
  readonly run: RunFolder;
  readonly summary: RunSummary;
  readonly putBackOk: boolean;
  /** Why the run stopped before its end though nobody stopped it: the sandbox is gone. Null otherwise. */
  readonly lost: string | null;
}

export interface CarryOutInput extends Omit<DrillParts, 'record' | 'progress' | 'env' | 'resumed'> {
  readonly terminal: Terminal;
  readonly run: RunFolder;
  readonly results: string;
  /** Null for a new run. */
  readonly resumedBy: string | null;
  readonly how: { readonly json?: boolean; readonly quiet?: boolean };
}

/** One run from its record's first line to its report. The record is closed and concluded whatever happens in between. */
export async function carryOut(input: CarryOutInput): Promise<CarriedOut> {
  const { terminal, run, results, resumedBy, how } = input;
  // A run is signed by one key from its first event to its last: one that came or changed meanwhile signs nothing of it.
  const key = readSigningKey(keyFile(terminal));
  const { record, tornBytes } = await openRecord({ folder: run.folder, clock: input.session.clock, mode: resumedBy === null ? 'create' : 'reopen', ...(key !== null && key.fingerprint === input.started.signer ? { sign: signCheckpoint(key) } : {}) });
  const progress = openTimeline(terminal, input.session.clock, how);
  const outside = tellOutside({ config: input.config, terminal, record, started: input.started, results });
  let unexpected: unknown;
  let lost: string | null = null;
  try {
    const end = await runDrill(assembleDrill({ ...input, record, progress: outside.listening(progress), env: terminal.env, ...(resumedBy === null ? {} : { resumed: { by: resumedBy, tornBytes } }) }));
    unexpected = end.bug;
    if (end.end === 'interrupted' && input.putBackOnly !== true) lost = end.reason ?? 'the target is gone';
  } finally {
    progress.close();
    await outside.settle();
    await record.close();
  }
  const { summary, putBackOk } = await conclude({ folder: run.folder, results, reporting });
  await outside.ended(summary, putBackOk);
  if (unexpected !== undefined) throw bug('run.bug', `${run.id}: ${unexpected instanceof Error ? unexpected.message : String(unexpected)}; the target was ${putBackOk ? 'put back' : 'NOT put back'}, see ${run.folder}/report.md`, unexpected);
  return { run, summary, putBackOk, lost };
}
