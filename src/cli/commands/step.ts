import { usageError } from '#kit/redrill-error';
import { monoMicros } from '#kit/time';
import { readRecord } from '#record/read-record';
import type { CommonOptions } from '../program/common-options.ts';
import type { Terminal } from '../terminal.ts';
import { sayToRun } from '../wiring/people-file.ts';
import { openConfig } from '../wiring/project.ts';
import { openRunFolder } from '../wiring/run-folders.ts';

export interface StepOptions extends CommonOptions {
  readonly by: string;
  readonly note?: string;
  readonly run?: string;
}

/** A shell step that was cut off and cannot tell whether it was done asks a person as well. */
const FOR_PEOPLE: readonly string[] = ['manual', 'shell'];

const OUTCOMES = { done: 'done', skip: 'skipped', fail: 'failed' } as const;

/** `redrill step done|skip|fail <n>`: how a manual step of an attended drill ended. */
export async function step(terminal: Terminal, said: { readonly outcome: keyof typeof OUTCOMES; readonly n: number }, options: StepOptions): Promise<number> {
  const { config } = await openConfig(terminal, options);
  const run = await openRunFolder(config.results, options.run);
  const { events } = await readRecord(run.folder);
  const steps = events.flatMap((event) => (event.type === 'plan.made' ? [...event.data.runbook.steps, ...(event.data.failback?.steps ?? [])] : []));
  if (steps.length > 0 && !steps.some((one) => one.n === said.n)) {
    throw usageError('step.unknown', `${run.id}: its runbook has no step ${said.n}; steps: ${steps.map((one) => `${one.n} ${one.title}`).join('; ')}`);
  }
  const uses = steps.find((one) => one.n === said.n)?.uses;
  if (uses !== undefined && uses !== null && !FOR_PEOPLE.includes(uses)) {
    throw usageError('step.automatic', `${run.id}: step ${said.n} is carried out by redrill (${uses}), so nobody is asked about it; manual steps: ${steps.filter((one) => one.uses === 'manual').map((one) => `${one.n} ${one.title}`).join('; ') || 'none'}`);
  }
  sayToRun(run.folder, { kind: 'step', n: said.n, outcome: OUTCOMES[said.outcome], by: options.by, note: options.note ?? null, mono: monoMicros() });
  if (options.json) terminal.out(JSON.stringify({ run: run.id, step: said.n, outcome: OUTCOMES[said.outcome], by: options.by, note: options.note ?? null }));
  else if (!options.quiet) terminal.out(`${run.id}: step ${said.n} ${OUTCOMES[said.outcome]} by ${options.by}`);
  return 0;
}
