import type { DurationModel, ModelId } from '#contract/modules';

/**
 * How long AWS would take, for rehearsals: one table, each row with its source and confidence.
 * S3: 3,500 COPY/PUT/DELETE and 5,500 GET requests per second and prefix (S3 guide, "optimizing performance"); a client below that
 * limit is bound by latency and concurrency, so the rates here are half of the limit: an assumption, marked as such.
 */
export const DURATION_MODELS: Readonly<Record<ModelId, DurationModel>> = {
  's3-copy': { id: 's3-copy', perObjectPerSecond: 1750, bytesPerSecond: 500_000_000, floorSeconds: 20, source: 'half of 3,500 COPY/s per prefix (S3 guide, optimizing performance); 20 s to start tools and list', confidence: 'assumption', class: 'modelled' },
  's3-delete': { id: 's3-delete', perObjectPerSecond: 3500, bytesPerSecond: null, floorSeconds: 1, source: '3,500 DELETE/s per prefix (S3 guide, optimizing performance)', confidence: 'derived', class: 'modelled' },
  's3-undelete': { id: 's3-undelete', perObjectPerSecond: 1750, bytesPerSecond: null, floorSeconds: 20, source: 'half of 3,500 DELETE/s per prefix; 20 s to start tools and list', confidence: 'assumption', class: 'modelled' },
  's3-read': { id: 's3-read', perObjectPerSecond: 2750, bytesPerSecond: 500_000_000, floorSeconds: 5, source: 'half of 5,500 GET/s per prefix (S3 guide, optimizing performance)', confidence: 'assumption', class: 'modelled' },
  's3-control': { id: 's3-control', perObjectPerSecond: 1, bytesPerSecond: null, floorSeconds: 1, source: 'about a second for each bucket-level call', confidence: 'assumption', class: 'modelled' },
};

/** Modelled seconds for an amount of work: the floor, or the slower of the object and the byte rate, whichever is longer. */
export function modelledSeconds(model: DurationModel, amount: { readonly objects: number; readonly bytes: number }): number {
  const byCount = model.perObjectPerSecond === null ? 0 : amount.objects / model.perObjectPerSecond;
  const byBytes = model.bytesPerSecond === null ? 0 : amount.bytes / model.bytesPerSecond;
  return Math.max(model.floorSeconds, byCount, byBytes);
}
