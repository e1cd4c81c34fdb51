import { readFile } from 'node:fs/promises';
import type { ResolvedConfig } from '#contract/config.schema';
import type { Families } from '#contract/modules';
import type { Runbook } from '#contract/runbook';
import type { ResolvedScenario } from '#contract/scenario.schema';
import { didYouMean } from '#kit/nearest';
import { usageError } from '#kit/redrill-error';
import { checkFaults, checkRunbook } from '#scenario/check-bindings';
import { parseRunbook } from '#scenario/parse-runbook';
import { checkAgainstConfig } from './project.ts';

/** A scenario whose document, faults, stores, variant and mutation have been checked, before anything is opened or changed. */
export interface PreparedScenario {
  readonly scenario: ResolvedScenario;
  readonly runbook: Runbook;
  readonly variant: string | null;
  readonly mutation: string | null;
}

/** Throws one RedrillError (exit 64) with every problem found. */
export async function prepareScenario(scenario: ResolvedScenario, chosen: { readonly variant?: string; readonly mutate?: string }, { config, families, cwd }: { readonly config: ResolvedConfig; readonly families: Families; readonly cwd: string }): Promise<PreparedScenario> {
  const runbook = parseRunbook(shortPath(scenario.runbookPath, cwd), await readRunbook(scenario));
  const problems = [
    ...checkAgainstConfig(scenario, config),
    ...checkFaults(scenario, families),
    ...checkRunbook(runbook, families),
    ...unknownNames(scenario, families),
    ...notOffered(scenario, 'variant', chosen.variant, scenario.variants),
    ...notOffered(scenario, 'mutation', chosen.mutate, scenario.mutations),
  ];
  if (problems.length > 0) throw usageError('scenario.invalid', problems.join('\n'));
  return { scenario, runbook, variant: chosen.variant ?? null, mutation: chosen.mutate ?? null };
}

/** The document's path as a reader of the report would type it. */
function shortPath(path: string, cwd: string): string {
  return path.startsWith(`${cwd}/`) ? path.slice(cwd.length + 1) : path;
}

async function readRunbook(scenario: ResolvedScenario): Promise<string> {
  try {
    return await readFile(scenario.runbookPath, 'utf8');
  } catch (error) {
    throw usageError('runbook.unreadable', `${scenario.file}: runbook ${scenario.runbook} cannot be read (${error instanceof Error ? error.message : String(error)}); give a path relative to the scenario's file`, error);
  }
}

function unknownNames(scenario: ResolvedScenario, families: Families): readonly string[] {
  const check = (kind: string, ids: readonly string[], known: Iterable<string>): readonly string[] => {
    const all = [...known];
    return ids.filter((id) => !all.includes(id)).map((id) => `${scenario.file}: ${kind} names "${id}", which does not exist${didYouMean(id, all)}`);
  };
  return [...check('variants', scenario.variants, families.variants.keys()), ...check('mutations', scenario.mutations, families.mutations.keys())];
}

function notOffered(scenario: ResolvedScenario, kind: string, asked: string | undefined, offered: readonly string[]): readonly string[] {
  if (asked === undefined || offered.includes(asked)) return [];
  return [`scenario ${scenario.id} has no ${kind} "${asked}"${didYouMean(asked, offered) || `; it has: ${offered.join(', ') || 'none'}`}`];
}
