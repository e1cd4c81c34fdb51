import type { Families } from '#contract/modules';
import type { ResolvedScenario } from '#contract/scenario.schema';
import { columns } from '../columns.ts';
import type { CommonOptions } from '../program/common-options.ts';
import type { Terminal } from '../terminal.ts';
import { allFamilies, mutationKey, serviceOf, variantKey } from '../wiring/families.ts';
import { openProject } from '../wiring/project.ts';

/** `redrill list`: what can be drilled. Needs neither a sandbox nor AWS. */
export async function list(terminal: Terminal, options: CommonOptions): Promise<number> {
  const project = await openProject(terminal, options);
  const families = allFamilies();
  const scenarios = [...project.scenarios.values()];
  if (options.json) {
    terminal.out(JSON.stringify({ scenarios: scenarios.map(({ id, title, threat, stores, variants, mutations }) => ({ id, title, threat, stores, variants, mutations })) }, null, 2));
    return 0;
  }
  if (scenarios.length === 0) terminal.out('no scenarios found');
  scenarios.forEach((scenario, i) => {
    if (i > 0) terminal.out('');
    for (const line of describe(scenario, families, serviceOf(scenario, project.config))) terminal.out(line);
  });
  return 0;
}

function describe(scenario: ResolvedScenario, families: Families, service: string): readonly string[] {
  return [
    ...columns([[scenario.id, scenario.title]]),
    ...columns([['  threat', scenario.threat], ['  stores', scenario.stores.join(', ')], ['  runbook', scenario.runbookPath]]),
    ...choices('variants', scenario.variants.map((id) => [id, families.variants.get(variantKey(scenario.id, id))?.title ?? ''])),
    ...choices('mutations', scenario.mutations.map((id) => [id, families.mutations.get(mutationKey(service, id))?.title ?? ''])),
  ];
}

function choices(name: string, rows: readonly (readonly [string, string])[]): readonly string[] {
  return rows.length === 0 ? [`  ${name}  none`] : [`  ${name}`, ...columns(rows.map(([id, title]) => [`    ${id}`, title]))];
}
