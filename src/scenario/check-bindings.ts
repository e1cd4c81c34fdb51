import type { FaultModule, ProbeModule, StepModule } from '#contract/modules';
import type { Runbook, RunbookStep } from '#contract/runbook';
import type { ResolvedScenario } from '#contract/scenario.schema';
import { explainIssues, pathText } from '#kit/explain-issues';
import { didYouMean } from '#kit/nearest';
import type { z } from 'zod';
import { referencesIn } from './apply-outputs.ts';

/** What the document binds to: the tables of faults, steps and probes. */
export interface BindingTables {
  readonly faults: ReadonlyMap<string, FaultModule<unknown>>;
  readonly steps: ReadonlyMap<string, StepModule<unknown>>;
  readonly probes: ReadonlyMap<string, ProbeModule<unknown>>;
}

/** Problems of a runbook against the tables, as sentences with path and line; empty when every step can be executed. */
export function checkRunbook(runbook: Runbook, tables: BindingTables): readonly string[] {
  return runbook.steps.flatMap((step) => stepProblems(step, tables).map((text) => `${runbook.path}:${step.line}: step ${step.n}: ${text}`));
}

/** Problems of a scenario's faults against the table, as sentences with file and key path. */
export function checkFaults(scenario: ResolvedScenario, { faults }: BindingTables): readonly string[] {
  return scenario.faults.flatMap((fault, i) => {
    const known = faults.get(fault.uses);
    if (!known) return [`${scenario.file}: faults[${i}].uses is "${fault.uses}", which is no known fault${didYouMean(fault.uses, faults.keys()) || `; known faults: ${[...faults.keys()].join(', ') || 'none'}`}`];
    return argumentProblems(known.args, fault.with).map((text) => `${scenario.file}: faults[${i}].with: ${text}`);
  });
}

function stepProblems(step: RunbookStep, { steps, probes }: BindingTables): readonly string[] {
  if (step.uses === 'manual' || step.uses === 'shell') return [];
  if (step.uses === 'check') return checkProblems(step, probes);
  const module = steps.get(step.uses);
  if (!module) return [`uses: ${step.uses} is no known step${didYouMean(step.uses, [...steps.keys(), 'manual', 'check', 'shell']) || `; known steps: ${['manual', 'check', 'shell', ...steps.keys()].join(', ')}`}`];
  return argumentProblems(module.with, step.with).map((text) => `with: ${text}`);
}

function checkProblems(step: RunbookStep, probes: ReadonlyMap<string, ProbeModule<unknown>>): readonly string[] {
  const { probe, ...rest } = step.with;
  const module = probes.get(String(probe));
  if (!module) return [`with.probe is "${String(probe)}", which is no known probe${didYouMean(String(probe), probes.keys()) || `; known probes: ${[...probes.keys()].join(', ') || 'none'}`}`];
  return argumentProblems(module.with, rest).map((text) => `with: ${text}`);
}

/** A value that an earlier step will fill in cannot be judged yet: issues below it are left out. */
function argumentProblems(schema: z.ZodType, args: Readonly<Record<string, unknown>>): readonly string[] {
  const parsed = schema.safeParse(args);
  if (parsed.success) return [];
  const later = Object.keys(args).filter((key) => referencesIn(args[key]).length > 0);
  return explainIssues(schema, parsed.error, args).filter(({ path }) => !later.includes(String(path[0]))).map(({ path, text }) => `${pathText(path)} ${text}`);
}
