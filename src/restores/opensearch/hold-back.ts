import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { linksOf } from '#stores/opensearch/dangling-documents';
import type { Dangling } from '#stores/opensearch/dangling-documents';
import { withDomain } from '#stores/opensearch/domain';
import { heldBackEffect } from '#stores/opensearch/held-back';
import { linkArgs } from '#stores/opensearch/link-args';
import { takeOut } from '#stores/opensearch/take-out';
import { withDatabase } from '#stores/rds/open-database';
import { secretName } from '#stores/rds/read-secret';
import { registeredRows } from '#stores/rds/registered-rows';

const args = z.strictObject({ ...linkArgs, into: z.record(z.string(), z.string()) });
type Args = z.output<typeof args>;

/**
 * Takes documents out of the new index whose rows the recovered database does not know: they were registered after its point, and searching
 * would lead users to what is not there. Their lines stay in the source files; they are named, so that people can register them again.
 */
export const holdBack: StepModule<Args> = { id: 'opensearch.hold-back', with: args, marks: 'restore', effects: ['es:ESHttpPost _bulk (delete)', 'reads the restored database'], run };

/** More than these are no gap since the newest point: then the wrong database was restored, or the wrong files were indexed. */
const MOST = 10_000;

interface Found {
  readonly database: string;
  readonly linked: number;
  readonly known: number;
  readonly dangling: readonly Dangling[];
}

async function run(context: DrillContext, input: Args): Promise<StepResult> {
  const { store, database } = input;
  const { resource, region } = context.candidate(store);
  const access = context.targets.access('drill-restorer', region);
  const found = await context.effect<Found>({
    id: heldBackEffect(store),
    what: `find documents of ${resource} whose rows ${context.candidate(database).resource} does not know`,
    destructive: false,
    // Nothing has changed yet: looking again is free.
    probe: async () => undefined,
    act: () => find(context, input),
  });
  const { dangling, linked, known } = found;
  if (dangling.length > 0) {
    await context.effect({
      id: `4-recover/opensearch.hold-back/${store}`,
      what: `hold back ${dangling.length} documents of ${resource} whose rows the recovered database does not know`,
      destructive: true,
      // What is not there any more is not deleted twice.
      probe: async () => undefined,
      act: () => context.modelled('opensearch-control', { objects: dangling.length, bytes: 0 }, () => withDomain(access, resource, async (client) => {
        await takeOut(client, dangling);
        return { heldBack: dangling.length };
      })),
    });
    context.say(`held back: ${dangling.map(({ id }) => JSON.stringify(id)).slice(0, 20).join(', ')}${dangling.length > 20 ? ` and ${dangling.length - 20} more` : ''}`);
  }
  return { outputs: { linked, known, documents: dangling.map(({ name }) => name), rows: [...new Set(dangling.map(({ row }) => row))] } };
}

async function find(context: DrillContext, { store, database, into, documents, rows: table }: Args): Promise<Found> {
  const { resource, region, pointer } = context.candidate(database);
  const access = context.targets.access('drill-restorer', region);
  const rows = await withDatabase({ access, identifier: resource, secret: secretName(pointer) }, (db) => registeredRows(db, table));
  const search = context.candidate(store);
  const { linked, dangling } = await withDomain(context.targets.access('drill-restorer', search.region), search.resource, (client) => linksOf(client, { indices: Object.values(into), fields: documents, rows, signal: context.signal }));
  const wrong = dangling.length > MOST || (linked > 0 && dangling.length === linked);
  if (wrong) throw new RedrillError('hold-back.too-many', `${dangling.length} of ${linked} documents refer to rows that ${table.table} of ${resource} (${rows.size} rows) does not know: that is no gap since its point; look whether the right database was restored before anything is held back`, { actor: 'platform' });
  return { database, linked, known: rows.size, dangling };
}
