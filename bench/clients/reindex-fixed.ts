import { actionTail, BatchBuilder } from '#stores/opensearch/bulk-batch';
import type { BulkBatch } from '#stores/opensearch/bulk-batch';
import { openSearch } from '#stores/opensearch/open-search';
import { scanLines } from '#stores/opensearch/scan-lines';
import { sendBulk } from '#stores/opensearch/send-bulk';
import { Aimd } from '#stores/s3/aimd';
import { runMany } from '#stores/s3/run-many';
import { benchAccess, client } from './client.ts';
import { fetched } from './source-bytes.ts';

/** A number of requests that somebody chose: it neither grows nor shrinks. */
class Fixed extends Aimd {
  override release(ticket: number): void {
    super.release(ticket, 'failed');
  }
}

/** The product's own sender at a fixed concurrency: `reindex-fixed.ts <endpoint> <in flight> <bytes of a batch>` */
await client(async (endpoint, [inFlight = '4', batchBytes = '5242880']) => {
  const search = openSearch(benchAccess(endpoint), new URL(endpoint));
  const limiter = new Fixed({ start: Number(inFlight), max: Number(inFlight) });
  const builder = new BatchBuilder('datasets-000002', Number(batchBytes));
  async function* batches(): AsyncGenerator<BulkBatch> {
    for await (const { n, bytes } of fetched(endpoint, 'source')) {
      const full: BulkBatch[] = [];
      scanLines(bytes, (line) => full.push(...[builder.add(bytes, line, actionTail(n + 1), { file: String(n), line: line.line }) ?? []].flat()), () => undefined);
      yield* full;
    }
    const rest = builder.take();
    if (rest !== null) yield rest;
  }
  let items = 0;
  await runMany({ items: batches(), limiter, work: async (batch) => {
    items += (await sendBulk({ client: search, limiter }, batch)).kept;
    return batch.body.length;
  } });
  await search.close();
  return { items };
});
