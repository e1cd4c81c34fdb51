import { RedrillError } from '#kit/redrill-error';
import { userIndices } from '#stores/opensearch/index-names';
import { exportDocuments } from './export-documents.ts';
import type { PutBack } from './put-indices-back.ts';
import type { SeenIndex } from './standing.ts';

interface Replaced {
  readonly index: string;
  readonly documents: number;
  /** Where its documents are kept; absent where there were none. */
  readonly leaves?: string;
}

/**
 * Deletes an index with which a failed recovery came back. Users may have written to it, so nothing is written to it any more from here on,
 * and its documents are kept in the safety bucket first, where nobody discards them.
 */
export async function replaceIndex(job: PutBack, one: SeenIndex): Promise<void> {
  const { index, uuid } = one;
  const { bucket } = job.places;
  const folder = `${job.places.replaced}${uuid}/`;
  await job.context.effect<Replaced>({
    id: `5-put-back/replace/${job.store}/${uuid}`,
    what: `delete index ${index} (${uuid}), which is not the one of before, after its documents are kept in s3://${bucket}/${folder}`,
    destructive: true,
    probe: async () => ((await isThere(job, one)) ? undefined : kept(job, one, folder)),
    act: async () => {
      if (!(await isThere(job, one))) return kept(job, one, folder);
      job.context.say(`index ${index} is replaced by the safety copy; what it holds now is kept in s3://${bucket}/${folder}`);
      await job.pause();
      await keep(job, index, folder);
      await job.client.api.indices.delete({ index });
      return kept(job, one, folder);
    },
  });
}

async function isThere({ client }: PutBack, { index, uuid }: SeenIndex): Promise<boolean> {
  return (await userIndices(client)).some((now) => now.index === index && now.uuid === uuid);
}

/** The definition is written last: with it what is kept is whole. */
async function keep(job: PutBack, index: string, folder: string): Promise<void> {
  const { client, s3, places: { bucket }, context: { signal } } = job;
  await block(job, index, true);
  try {
    const chunks = await exportDocuments({ client, s3, places: { bucket, documents: folder }, signal }, index);
    const documents = chunks.reduce((sum, chunk) => sum + chunk.documents, 0);
    const { body: { count } } = await client.api.count({ index });
    if (documents < count) throw new RedrillError('safety.not-kept', `${index} holds ${count} documents and ${documents} of them could be kept in s3://${bucket}/${folder}: it is not replaced`, { actor: 'platform' });
    const { body: definition } = await client.api.indices.get({ index, flat_settings: true });
    if (documents > 0) await s3.put({ bucket, key: definitionIn(folder) }, Buffer.from(JSON.stringify({ index, documents, chunks, definition }, null, 2)), { contentType: 'application/json' });
  } catch (error) {
    // The first error is the one to tell; an index that stays blocked can be unblocked by hand, and the next put-back blocks it again.
    await block(job, index, false).catch(() => undefined);
    throw error;
  }
}

function block({ client }: PutBack, index: string, on: boolean): Promise<unknown> {
  return client.api.indices.putSettings({ index, body: { 'index.blocks.write': on ? true : null } as object });
}

function definitionIn(folder: string): string {
  return `${folder}index.json`;
}

async function kept({ s3, places: { bucket } }: PutBack, { index }: SeenIndex, folder: string): Promise<Replaced> {
  const key = definitionIn(folder);
  if ((await s3.head({ bucket, key })) === null) return { index, documents: 0 };
  const { documents } = JSON.parse((await s3.get({ bucket, key })).body.toString('utf8')) as { readonly documents: number };
  return { index, documents, leaves: `s3://${bucket}/${folder}` };
}
