import { z } from 'zod';
import type { S3Store } from '#stores/s3/s3-store';
import type { SafetyPlaces } from './safety-places.ts';

const chunk = z.object({ key: z.string(), index: z.string(), documents: z.number(), sizeBytes: z.number(), sha256: z.string() });

const schema = z.object({
  /** When the export began (ISO). */
  madeAt: z.string(),
  pointer: z.string().nullable(),
  writers: z.enum(['running', 'paused']),
  contents: z.object({
    indices: z.array(z.object({ index: z.string(), group: z.string(), settings: z.record(z.string(), z.unknown()), mappings: z.record(z.string(), z.unknown()), documents: z.number(), health: z.string() })),
    aliases: z.record(z.string(), z.array(z.string())),
    templates: z.record(z.string(), z.unknown()),
  }),
  /** Index -> its uuid, by which an index that was never lost is known again. */
  uuids: z.record(z.string(), z.string()),
  chunks: z.array(chunk),
});

/** One body of `_bulk` in the copy. */
export type Chunk = z.output<typeof chunk>;

/** What a safety copy of a search domain holds. */
export type SafetyDocument = z.output<typeof schema>;

/** Reads the definition of a copy; null when there is none, or when it was never finished. */
export async function readSafetyDocument(s3: S3Store, { bucket, definition }: SafetyPlaces): Promise<SafetyDocument | null> {
  if ((await s3.head({ bucket, key: definition })) === null) return null;
  const { body } = await s3.get({ bucket, key: definition });
  return schema.parse(JSON.parse(body.toString('utf8')));
}

export async function writeSafetyDocument(s3: S3Store, { bucket, definition }: SafetyPlaces, document: SafetyDocument): Promise<void> {
  await s3.put({ bucket, key: definition }, Buffer.from(JSON.stringify(document, null, 2)), { contentType: 'application/json' });
}
