import { join } from 'node:path';
import type { ReportInput, RunContext } from '#contract/reporting';
import { isoMicros, realNowMs } from '#kit/time';
import { readRun } from '../conclude.ts';
import { CONTEXT_FILE } from '../run-context.ts';
import { writeFileAtomic } from '../write-file-atomic.ts';
import { findingsUpTo } from './findings-register.ts';

export interface FinaliseInput {
  readonly folder: string;
  readonly results: string;
  /** What stands against it, one sentence each. */
  readonly problems: (input: ReportInput) => readonly string[];
}

/** Marks a run's report as final, with owners and dates as the register has them now; changes nothing while something stands against it. */
export async function finalise({ folder, results, problems }: FinaliseInput): Promise<readonly string[]> {
  const input = await readRun(folder, results);
  if (input.context === null) throw new TypeError('a run that was read without its context');
  const context: RunContext = { ...input.context, register: { record: input.record.sha256, findings: await findingsUpTo(results, input) }, final: { at: isoMicros(realNowMs() * 1000) } };
  const found = problems({ ...input, context });
  if (found.length === 0) await writeFileAtomic(join(folder, CONTEXT_FILE), `${JSON.stringify(context, null, 2)}\n`);
  return found;
}
