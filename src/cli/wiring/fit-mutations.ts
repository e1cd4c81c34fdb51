import type { ResolvedConfig } from '#contract/config.schema';
import type { Families, MutationModule } from '#contract/modules';
import type { ResolvedScenario } from '#contract/scenario.schema';
import { chooseWay } from '#scenario/choose-way';
import { mutationKey, serviceOf } from './families.ts';

/** Which sabotages of a scenario have something to spoil on the way through one variant, and why the others have not. */
export function fitMutations(scenario: ResolvedScenario, variant: string | null, { config: whole, families }: { readonly config: ResolvedConfig; readonly families: Pick<Families, 'mutations'> }): { readonly fit: readonly string[]; readonly leftOut: readonly string[] } {
  const { config } = chooseWay(scenario, variant, whole);
  const leftOut = new Map(scenario.mutations.flatMap((id) => {
    const mutation = families.mutations.get(mutationKey(serviceOf(scenario, config), id));
    const why = mutation === undefined ? null : unfitness(mutation, scenario, config);
    return why === null ? [] : [[id, why] as const];
  }));
  return { fit: scenario.mutations.filter((id) => !leftOut.has(id)), leftOut: [...leftOut.values()] };
}

/** Why a sabotage has nothing to spoil with the backups that serve in a scenario; null where it has. */
export function unfitness(mutation: MutationModule, { id, stores }: Pick<ResolvedScenario, 'id' | 'stores'>, { platform }: Pick<ResolvedConfig, 'platform'>): string | null {
  const store = platform.stores.find((one) => stores.includes(one.id) && one.service === mutation.service);
  const why = store === undefined ? null : mutation.unfit?.(store) ?? null;
  return why === null ? null : `scenario ${id}: mutation ${mutation.id} ${why}`;
}
