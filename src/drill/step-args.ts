import type { z } from 'zod';
import type { ProbeModule, StepModule } from '#contract/modules';
import type { RunbookStep } from '#contract/runbook';
import { usageError } from '#kit/redrill-error';
import { applyOutputs, referencesIn } from '#scenario/apply-outputs';
import { documentedSteps } from './documented-steps.ts';
import type { Run } from './run.ts';

/** The check a step binds to, with its arguments resolved. In a control, arguments that refer to earlier outputs are absent. */
export function resolveWith(run: Run, step: RunbookStep, options: { readonly control: boolean }): { readonly probe: ProbeModule<unknown>; readonly args: unknown } {
  const { probe: id, ...rest } = step.with;
  const probe = run.probe(String(id));
  if (options.control) return { probe, args: Object.fromEntries(Object.entries(rest).filter(([, value]) => referencesIn(value).length === 0)) };
  return { probe, args: parse(step, probe.with, applyOutputs(rest, outputsSoFar(run))) };
}

/** The arguments of an automatic step, outputs of earlier steps put in and checked by the step's schema. */
export function stepArgs(run: Run, step: RunbookStep, module: StepModule<unknown>): unknown {
  return parse(step, module.with, applyOutputs(step.with, outputsSoFar(run)));
}

/** Outputs of the steps that are done, under the names the document gives them. */
function outputsSoFar(run: Run): Record<string, Readonly<Record<string, unknown>>> {
  const named = documentedSteps(run).filter((step) => step.as !== null);
  return Object.fromEntries(named.flatMap((step) => {
    const ended = run.journal.last('step.ended', (data) => data.n === step.n && data.outcome === 'done');
    return ended && step.as !== null ? [[step.as, ended.data.outputs]] : [];
  }));
}

function parse(step: RunbookStep, schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw usageError('runbook.with', `step ${step.n} (${step.uses}): ${parsed.error.issues.map((issue) => `with.${issue.path.join('.')}: ${issue.message}`).join('; ')}`);
}
