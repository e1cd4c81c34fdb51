import { uuid } from '#kit/ids';
import type { SandboxContext } from '../../service.ts';
import type { AutomatedSnapshot } from './automated-rows.ts';
import { automatedRepository, type Domain } from './model.ts';
import { reachEngine } from './reach-engine.ts';
import { stateOf } from './state.ts';

/** Sabotage below the API: an automated snapshot holds no index, or another snapshot's content (`other`); its name and times stay. */
export async function damageAutomated(context: SandboxContext, domain: Domain, { row, other }: { readonly row: AutomatedSnapshot; readonly other: AutomatedSnapshot | null }): Promise<void> {
  const stored = other?.stored ?? (await emptySnapshot(context, domain));
  const { automated } = stateOf(context.catalogue);
  context.catalogue.transaction(() => automated.add({ ...row, stored }));
}

/** A snapshot of nothing, as one is that was taken of an empty cluster. */
async function emptySnapshot(context: SandboxContext, domain: Domain): Promise<string> {
  const access = await reachEngine(context, domain);
  const name = `empty.${uuid()}`;
  const { status, body } = await access.request('PUT', `/_snapshot/${automatedRepository(domain)}/${name}?wait_for_completion=true`, { indices: '-*', include_global_state: false });
  if (status !== 200) throw new Error(`the engine took no empty snapshot: ${JSON.stringify(body).slice(0, 300)}`);
  return name;
}
