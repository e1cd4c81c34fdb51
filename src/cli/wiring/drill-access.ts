import type { ResolvedConfig } from '#contract/config.schema';
import type { ResolvedScenario } from '#contract/scenario.schema';
import { RedrillError } from '#kit/redrill-error';
import { deriveAccess, type DerivedAccess } from '#scenario/derive-access';
import type { Way } from '#scenario/derive-policies';
import { allFamilies } from './families.ts';
import { permissionTables } from './permission-tables.ts';
import { prepareScenario } from './prepared-scenario.ts';

interface Asked {
  readonly config: ResolvedConfig;
  readonly scenarios: readonly ResolvedScenario[];
  readonly cwd: string;
}

/** What the accounts must give to drills of these scenarios, each in its plain form and in every variant. Throws what is wrong with one of them. */
export async function drillAccess(asked: Asked): Promise<DerivedAccess> {
  const ways = await Promise.all(asked.scenarios.flatMap((scenario) => waysOf(scenario).map((variant) => wayOf(asked, scenario, variant))));
  return deriveAccess(ways, permissionTables, asked.config);
}

/** The same for every scenario there is. One that cannot be drilled needs nothing: whoever runs it is told what is wrong with it. */
export async function accessForAll(asked: Asked): Promise<DerivedAccess> {
  const tried = asked.scenarios.flatMap((scenario) => waysOf(scenario).map((variant) => wayOf(asked, scenario, variant).catch(unlessBroken)));
  return deriveAccess((await Promise.all(tried)).filter((way) => way !== null), permissionTables, asked.config);
}

/** The plain form, and the variants that follow another document, rest on other backups or break something else. */
function waysOf({ variants, ways }: ResolvedScenario): readonly (string | null)[] {
  return [null, ...variants.filter((variant) => ways[variant] !== undefined)];
}

async function wayOf({ config, cwd }: Asked, scenario: ResolvedScenario, variant: string | null): Promise<Way> {
  return prepareScenario(scenario, variant === null ? {} : { variant }, { config, families: allFamilies(), cwd });
}

function unlessBroken(error: unknown): null {
  if (error instanceof RedrillError) return null;
  throw error;
}
