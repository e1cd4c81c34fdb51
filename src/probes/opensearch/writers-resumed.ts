import { z } from 'zod';
import type { ProbeModule, ProbeReading } from '#contract/modules';
import { readWriters, writersParameter } from '#stores/opensearch/writers';
import type { WriterState } from '#stores/opensearch/writers';
import { failedLook } from './failed-look.ts';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/** The ingestion that was stopped for the recovery may write again: forgotten, it would be an outage that nobody sees. */
export const writersResumed: ProbeModule<Args> = {
  id: 'opensearch.writers-resumed',
  with: args,
  run: async (context, { store }) => {
    const { region, pointer } = context.candidate(store);
    try {
      return judged(await readWriters(context.targets.access('drill-observer', region), pointer), pointer);
    } catch (error) {
      return failedLook(error);
    }
  },
  negativeControl: (context, { store }) => Promise.resolve(judged('paused', context.binding(store).pointer)),
};

function judged(state: WriterState, pointer: string): ProbeReading {
  return state === 'running' ? { result: 'pass', detail: 'the ingestion may write' } : { result: 'fail', detail: `${writersParameter(pointer)} says ${state}: the ingestion is still stopped` };
}
