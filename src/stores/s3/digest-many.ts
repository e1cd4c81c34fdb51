import { RedrillError } from '#kit/redrill-error';
import { digestObject } from './objects.ts';
import type { S3Caller } from './s3-caller.ts';
import type { ObjectDigest, ObjectRef } from './s3-store.ts';

export interface Digested {
  readonly ref: ObjectRef;
  readonly digest: ObjectDigest | null;
  /** Why there is no digest: the error's code. */
  readonly code: string | null;
}

/** Reads and digests a stream of objects, many in flight, and answers in input order; memory does not grow with their number. */
export async function* digestMany(caller: S3Caller, items: AsyncIterable<ObjectRef>, signal?: AbortSignal): AsyncGenerator<Digested, void, undefined> {
  const ahead: Promise<Digested>[] = [];
  let head = 0;
  try {
    for await (const item of items) {
      signal?.throwIfAborted();
      const coming = digestOne(caller, item, signal);
      // Awaited in its turn; until then a failure must not count as unhandled.
      coming.catch(() => undefined);
      ahead.push(coming);
      // Twice the limit, so that one slow object at the head does not idle the others.
      if (ahead.length - head < caller.limiter.limit * 2) continue;
      yield await (ahead[head] as Promise<Digested>);
      head += 1;
      if (head === 1024) { ahead.splice(0, head); head = 0; }
    }
    for (; head < ahead.length; head += 1) yield await (ahead[head] as Promise<Digested>);
  } finally {
    await Promise.allSettled(ahead.slice(head));
  }
}

async function digestOne(caller: S3Caller, ref: ObjectRef, signal?: AbortSignal): Promise<Digested> {
  try {
    return { ref, digest: await digestObject(caller, ref, signal), code: null };
  } catch (error) {
    if (signal?.aborted === true || !(error instanceof RedrillError)) throw error;
    return { ref, digest: null, code: error.code };
  }
}
