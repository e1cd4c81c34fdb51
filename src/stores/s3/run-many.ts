import type { Aimd } from './aimd.ts';
import type { Outcome } from './s3-store.ts';
import { RedrillError } from '#kit/redrill-error';

export interface RunMany<T> {
  readonly items: AsyncIterable<T>;
  readonly limiter: Aimd;
  readonly work: (item: T) => Promise<number>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Works through a stream with as many items in flight as the limiter allows; `work` answers with the bytes it moved.
 * A failing item is recorded and the rest goes on. On abort nothing new starts, what is under way ends, then the reason is thrown.
 */
export async function runMany<T>(run: RunMany<T>): Promise<Outcome<T>> {
  const { items, limiter, work, signal } = run;
  let done = 0;
  let bytes = 0;
  let inFlight = 0;
  let wake: (() => void) | null = null;
  const failed: { readonly item: T; readonly code: string; readonly message: string }[] = [];
  const broken: unknown[] = [];
  const start = async (item: T): Promise<void> => {
    inFlight += 1;
    try {
      // Not `bytes += await`: that reads the sum before the wait and loses what others added meanwhile.
      const moved = await work(item);
      done += 1;
      bytes += moved;
    } catch (error) {
      if (error instanceof RedrillError) failed.push({ item, code: error.code, message: error.message });
      else if (signal?.aborted !== true) broken.push(error);
    } finally {
      inFlight -= 1;
      wake?.();
    }
  };
  const room = (most: number): Promise<void> => new Promise((resolve) => {
    const look = (): void => { if (inFlight <= most) { wake = null; resolve(); } else wake = look; };
    look();
  });
  try {
    for await (const item of items) {
      if (inFlight >= limiter.limit) await room(limiter.limit - 1);
      if (signal?.aborted === true || broken.length > 0) break;
      void start(item);
    }
  } finally {
    await room(0);
  }
  if (broken.length > 0) throw broken[0];
  signal?.throwIfAborted();
  return { done, bytes, failed };
}

/** Joins a stream into arrays of at most `size`. */
export async function* batches<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[], void, undefined> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length === size) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
