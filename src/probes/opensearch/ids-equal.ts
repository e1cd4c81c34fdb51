import { z } from 'zod';
import type { Binding, DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { withDomain } from '#stores/opensearch/domain';
import { loadDomainDefinition } from '#stores/opensearch/domain-definition';
import { BUCKETS, newestOnly } from '#stores/opensearch/entry-spool';
import type { Entry } from '#stores/opensearch/entry-spool';
import { indexEntries } from '#stores/opensearch/index-entries';
import { sourceEntries } from '#stores/opensearch/source-entries';
import { sourcesOf } from '#stores/opensearch/source-files';
import { documentedIndices } from './documented-indices.ts';
import { failedLook } from './failed-look.ts';

const args = z.strictObject({ store: z.string(), definition: z.string(), into: z.record(z.string(), z.string()).optional() });
type Args = z.output<typeof args>;

/** Every document of the source files, in the version that landed last, is in the new index with the same content, and nothing else is. */
export const idsEqual: ProbeModule<Args> = {
  id: 'opensearch.ids-equal',
  with: args,
  run: (context, input) => {
    // Read only when the work is done, so that the model knows how much there was.
    const amount = { objects: 0, bytes: 0 };
    return context.modelled('opensearch-read', amount, () => look(context, context.candidate(input.store), { ...input, amount })).catch(failedLook);
  },
  negativeControl: () => Promise.resolve(control()),
};

interface Found {
  right: number;
  missing: number;
  different: number;
  unexpected: number;
  sample: string;
}

async function look(context: DrillContext, { resource, region }: Binding, { store, definition: file, into, amount }: Args & { readonly amount: { objects: number; bytes: number } }): Promise<ProbeReading> {
  const definition = loadDomainDefinition(context, file);
  const { resource: bucket, prefix, region: home } = sourcesOf(context.store(store));
  const access = context.targets.access('drill-observer', region);
  const indices = await withDomain(access, resource, async (client) => [...(await documentedIndices(client, definition, into)).values()].filter((index) => index !== null));
  const { spool, malformed } = await sourceEntries({ access: context.targets.access('drill-observer', home), bucket, prefix, aliases: definition.aliases, signal: context.signal });
  using sources = spool;
  using live = await withDomain(access, resource, (client) => indexEntries(client, { indices, withMarks: true, signal: context.signal }));
  amount.objects = sources.count + live.count;
  amount.bytes = sources.bytes + live.bytes;
  const found: Found = { right: 0, missing: 0, different: 0, unexpected: 0, sample: '' };
  for (let n = 0; n < BUCKETS; n += 1) holdAgainst(newestOnly(sources.bucket(n)), live.bucket(n), found);
  return readingOf(found, `s3://${bucket}/${prefix}${malformed > 0 ? ` (${malformed} lines of it are no documents)` : ''}`);
}

function holdAgainst(wanted: readonly Entry[], there: readonly Entry[], found: Found): void {
  const live = new Map(there.map((entry) => [entry.name, entry]));
  const note = (what: 'missing' | 'different' | 'unexpected', name: string): void => {
    found[what] += 1;
    if (found.sample === '') found.sample = `${JSON.stringify(name)} is ${what}`;
  };
  for (const { name, sha256 } of wanted) {
    const entry = live.get(name);
    if (entry === undefined) note('missing', name);
    else if (entry.sha256 !== sha256) note('different', name);
    else found.right += 1;
    live.delete(name);
  }
  for (const name of live.keys()) note('unexpected', name);
  // The same name twice: two indices of one generation.
  found.unexpected += there.length - new Set(there.map(({ name }) => name)).size;
}

function readingOf({ right, missing, different, unexpected, sample }: Found, where: string): ProbeReading {
  const whole = right > 0 && missing + different + unexpected === 0;
  return { result: whole ? 'pass' : 'fail', detail: `${right} of ${right + missing + different} documents of ${where} are in the index; ${missing} missing, ${different} different, ${unexpected} that no source file has${sample === '' ? '' : `, first: ${sample}`}` };
}

/** Made-up documents, each wrong in one way: whichever of them passes makes the check worthless. */
function control(): ProbeReading {
  const entry = (name: string, sha256: string): Entry => ({ name, rank: 1, sha256, sizeBytes: 1 });
  const good = [entry('datasets/a', 'a'), entry('datasets/b', 'b')];
  const bad: readonly (readonly Entry[])[] = [[], good.slice(1), [entry('datasets/a', 'x'), ...good.slice(1)], [...good, entry('datasets/c', 'c')], [...good, ...good.slice(1)]];
  const readings = bad.map((live) => {
    const found: Found = { right: 0, missing: 0, different: 0, unexpected: 0, sample: '' };
    holdAgainst(good, live, found);
    return readingOf(found, 'made-up files');
  });
  return readings.find(({ result }) => result === 'pass') ?? readings[1] ?? { result: 'fail', detail: 'nothing was compared' };
}
