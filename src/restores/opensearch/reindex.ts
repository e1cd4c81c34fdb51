import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { reindexSources } from '#stores/opensearch/reindex-sources';
import { sourcesOf } from '#stores/opensearch/source-files';

const args = z.strictObject({ store: z.string(), /** Alias -> the new index that its documents go into. */ into: z.record(z.string(), z.string()) });
type Args = z.output<typeof args>;

/** Puts every document of the landed source files into the new indices, ids kept; of several versions the one that landed last stays. */
export const reindex: StepModule<Args> = { id: 'opensearch.reindex', with: args, marks: 'restore', effects: ['s3:GetObject', 'es:ESHttpPost _bulk'], run };

async function run(context: DrillContext, { store, into }: Args): Promise<StepResult> {
  const { resource, region } = context.candidate(store);
  const { resource: bucket, prefix, region: home } = sourcesOf(context.store(store));
  const access = context.targets.access('drill-restorer', region);
  // Read only when the work is done, so that the model knows how much there was.
  const amount = { objects: 0, bytes: 0 };
  const done = await context.effect({
    id: `4-recover/opensearch.reindex/${store}`,
    what: `index the documents of s3://${bucket}/${prefix} in ${Object.values(into).join(', ')} of ${resource}`,
    destructive: false,
    // A document that is there already in the same or a newer version is left as it is: repeating finishes what was begun.
    probe: async () => undefined,
    act: () => context.modelled('opensearch-reindex', amount, async () => {
      const indexed = await reindexSources({ access, sources: context.targets.access('drill-restorer', home), domain: resource, bucket, prefix, into, signal: context.signal });
      amount.objects = indexed.lines;
      amount.bytes = indexed.bytes;
      return indexed;
    }),
  });
  const empty = Object.entries(into).filter(([, index]) => !done.filled.includes(index)).map(([alias]) => alias);
  if (empty.length > 0) throw new RedrillError('reindex.nothing', `the ${done.files} source files in s3://${bucket}/${prefix} hold no document of ${empty.join(' and ')}: nothing can be made of them`, { actor: 'platform' });
  for (const { file, line, code, why } of done.problems) context.say(`${file}:${line}: ${code}: ${why}`);
  const { files, lines, kept, superseded, retried, malformed, refused, ignored } = done;
  return { outputs: { files, lines, kept, superseded, retried, malformed, refused, ignored, problems: done.problems.map(({ file, line, code, why }) => `${file}:${line}: ${code}: ${why}`) } };
}
