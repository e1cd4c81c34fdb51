import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { readWriters, setWriters, writersParameter } from '#stores/opensearch/writers';
import type { WriterState } from '#stores/opensearch/writers';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/** Stops the platform's ingestion before anything is made: a live writer would invent an index under the alias's name. */
export const pauseWriters: StepModule<Args> = { id: 'opensearch.pause-writers', with: args, marks: 'configure', effects: ['ssm:PutParameter'], run: (context, { store }) => switchTo(context, store, { state: 'paused', id: 'pause-writers' }) };

/** Lets the ingestion go on once people may be on the index again. */
export const resumeWriters: StepModule<Args> = { id: 'opensearch.resume-writers', with: args, marks: 'configure', effects: ['ssm:PutParameter'], run: (context, { store }) => switchTo(context, store, { state: 'running', id: 'resume-writers' }) };

async function switchTo(context: DrillContext, store: string, { state, id }: { readonly state: WriterState; readonly id: string }): Promise<StepResult> {
  const { region, pointer } = context.binding(store);
  const access = context.targets.access('drill-restorer', region);
  await context.effect({
    id: `4-recover/opensearch.${id}/${store}`,
    what: `set ${writersParameter(pointer)} to ${state}`,
    destructive: false,
    probe: async () => ((await readWriters(access, pointer)) === state ? { state } : undefined),
    act: async () => {
      await setWriters(access, pointer, state);
      return { state };
    },
  });
  return { outputs: { writers: state } };
}
