import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import type { Readable } from 'node:stream';
import { dataErrors, type DataError } from './data-error.ts';

/** Largest request that a domain takes (largest instance types; the service's network quota). */
const LARGEST_BYTES = 104_857_600;

/** Reads a body whole. Throws DataError when it is larger than `mostBytes`. */
export async function wholeBody(stream: Readable, mostBytes = LARGEST_BYTES): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) throw dataErrors.tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * Passes a body on while hashing it, holding the last part back until the hash is known to be the signed one: a body that was changed on
 * its way never reaches the engine whole.
 */
export function checkedBody(sha256: string): Transform {
  const hash = createHash('sha256');
  let held: Buffer | null = null;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      const before = held;
      held = chunk;
      done(null, before ?? undefined);
    },
    flush(done) {
      if (hash.digest('hex') !== sha256) done(wrongBody());
      else done(null, held ?? undefined);
    },
  });
}

/** A body is not the one that was signed. */
export function wrongBody(): DataError {
  return dataErrors.signature('The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.');
}
