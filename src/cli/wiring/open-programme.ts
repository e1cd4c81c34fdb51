import type { ProgrammeState } from '#contract/programme';
import { allFindings } from '#evidence/findings/findings-register';
import { didYouMean } from '#kit/nearest';
import { usageError } from '#kit/redrill-error';
import { isoMicros, realNowMs } from '#kit/time';
import { programmeState } from '#programme/programme-state';
import { readChanges } from '#programme/read-changes';
import { readRuns } from '#programme/read-runs';
import type { CommonOptions } from '../program/common-options.ts';
import type { Terminal } from '../terminal.ts';
import { openProject, type Project } from './project.ts';

/** The project with its programme as it stands now, and what git could not tell. */
export interface OpenProgramme {
  readonly project: Project;
  readonly state: ProgrammeState;
  readonly gaps: readonly string[];
}

/** Reads config, scenarios, ledger and git; changes nothing. A programme that names what does not exist is refused. */
export async function openProgramme(terminal: Terminal, options: CommonOptions): Promise<OpenProgramme> {
  const project = await openProject(terminal, options);
  const { config, scenarios } = project;
  const problems = config.programme.flatMap((entry) => entry.scenarios.flatMap((id) => unknownNames(project, id, entry)));
  if (problems.length > 0) throw usageError('programme.unknown', problems.join('\n'));
  const { changes, gaps } = await readChanges(config, terminal.cwd);
  const state = programmeState({ config, scenarios: [...scenarios.values()], runs: await readRuns(config.results), register: await allFindings(config.results), changes, now: isoMicros(realNowMs() * 1000) });
  return { project, state, gaps };
}

function unknownNames({ scenarios, file }: Project, id: string, entry: { readonly id: string; readonly variants: readonly string[] }): readonly string[] {
  const scenario = scenarios.get(id);
  if (scenario === undefined) return [`${file}: programme entry "${entry.id}" names the scenario "${id}", which does not exist${didYouMean(id, scenarios.keys()) || `; known scenarios: ${[...scenarios.keys()].join(', ')}`}`];
  return entry.variants.filter((name) => name !== 'default' && !scenario.variants.includes(name)).map((name) => `${file}: programme entry "${entry.id}" names the variant "${name}" of ${id}, which does not exist${didYouMean(name, scenario.variants) || `; known variants: ${['default', ...scenario.variants].join(', ')}`}`);
}

/** The entries that a command speaks of. */
export function chosenEntries({ config }: Project, id: string | undefined): Project['config']['programme'] {
  if (config.programme.length === 0) throw usageError('programme.empty', 'the config has no programme, so nothing comes back by itself; add entries such as programme: [{ id: "database", scenarios: ["rds-loss"] }]');
  const chosen = config.programme.filter((entry) => id === undefined || entry.id === id);
  if (chosen.length > 0) return chosen;
  const known = config.programme.map((entry) => entry.id);
  throw usageError('programme.entry', `the programme has no entry "${id}"${didYouMean(id ?? '', known) || `; its entries: ${known.join(', ')}`}`);
}
