import { z } from 'zod';
import type { ProbeModule, ProbeReading } from '#contract/modules';

const args = z.strictObject({
  store: z.string(),
  /** What the re-indexing counted. */
  refused: z.number().int().nonnegative(),
  malformed: z.number().int().nonnegative(),
  problems: z.array(z.string()).default([]),
});
type Args = z.output<typeof args>;

/** The index took every document, and every line of the source files was one. `_bulk` answers 200 whatever happens, so its items were counted. */
export const noBulkErrors: ProbeModule<Args> = {
  id: 'opensearch.no-bulk-errors',
  with: args,
  run: (_context, input) => Promise.resolve(judged(input)),
  negativeControl: () => Promise.resolve([judged({ store: '', refused: 1, malformed: 0, problems: [] }), judged({ store: '', refused: 0, malformed: 1, problems: [] })].find(({ result }) => result === 'pass') ?? { result: 'fail', detail: 'one refused document, and one malformed line, were each a no' }),
};

function judged({ refused, malformed, problems }: Args): ProbeReading {
  if (refused + malformed === 0) return { result: 'pass', detail: 'no document was refused and no line was malformed' };
  return { result: 'fail', detail: `${refused} documents were refused by the index and ${malformed} lines of the source files are no documents${problems.length > 0 ? `: ${problems.slice(0, 5).join('; ')}` : ''}` };
}
