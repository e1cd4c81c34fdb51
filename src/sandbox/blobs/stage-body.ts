import { createHash, hash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { uuid } from '#kit/ids';
import { sealBytes, sealStream, type BodyKeyWrap } from './sealed-body.ts';
import { INLINE_BYTES } from './tables.ts';

/** A body that has been read in full but belongs to nothing yet: in memory when small, else a file in the staging folder. */
export interface StagedBody {
  readonly digest: string;
  readonly sizeBytes: number;
  readonly bytes: Uint8Array | null;
  readonly path: string | null;
}

/** Gets to see every byte of a staged body, for checksums. */
export interface ByteObserver {
  update(data: Uint8Array): void;
}

/** Bytes at hand, ready to be placed. */
export function stageBytes(bytes: Uint8Array): StagedBody {
  return { digest: hash('sha256', bytes, 'hex'), sizeBytes: bytes.length, bytes, path: null };
}

/** Reads a stream into the staging folder. When it errors nothing stays behind and its error is thrown. */
export async function stageStream(folder: string, source: AsyncIterable<Uint8Array>, observers: readonly ByteObserver[]): Promise<StagedBody> {
  const sink = fileSink(folder);
  const digest = createHash('sha256');
  const small: Uint8Array[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of source) {
      digest.update(chunk);
      for (const observer of observers) observer.update(chunk);
      sizeBytes += chunk.length;
      small.push(chunk);
      if (sizeBytes > INLINE_BYTES) await sink.write(small.splice(0));
    }
    await sink.close();
  } catch (error) {
    await sink.discard();
    throw error;
  }
  const hex = digest.digest('hex');
  return sink.path() === null ? { digest: hex, sizeBytes, bytes: Buffer.concat(small), path: null } : { digest: hex, sizeBytes, bytes: null, path: sink.path() };
}

/** Bytes at hand, sealed and ready to be placed: nothing of them reaches the disk in the clear. */
export function stageSealedBytes(bytes: Uint8Array, wrap: Pick<BodyKeyWrap, 'wrap'>): StagedBody {
  return stageBytes(sealBytes(bytes, wrap));
}

/** Reads a stream into the staging folder, sealed on the way; observers see the plaintext. `plainBytes` is its length. */
export async function stageSealedStream(folder: string, source: AsyncIterable<Uint8Array>, { observers, wrap }: { readonly observers: readonly ByteObserver[]; readonly wrap: Pick<BodyKeyWrap, 'wrap'> }): Promise<{ readonly staged: StagedBody; readonly plainBytes: number }> {
  let plainBytes = 0;
  const counter: ByteObserver = { update: (chunk) => { plainBytes += chunk.length; } };
  const staged = await stageStream(folder, sealStream(observed(source, [...observers, counter]), wrap), []);
  return { staged, plainBytes };
}

/** Throws away a staged body that nobody wants. */
export function discardStaged(body: StagedBody): void {
  if (body.path !== null) rmSync(body.path, { force: true });
}

export function stagingFolder(blobFolder: string): string {
  return join(blobFolder, 'staging');
}

async function* observed(source: AsyncIterable<Uint8Array>, observers: readonly ByteObserver[]): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    for (const observer of observers) observer.update(chunk);
    yield chunk;
  }
}

function fileSink(blobFolder: string): { write(chunks: Uint8Array[]): Promise<void>; close(): Promise<void>; discard(): Promise<void>; path(): string | null } {
  let path: string | null = null;
  let file: Awaited<ReturnType<typeof open>> | null = null;
  return {
    path: () => path,
    write: async (chunks) => {
      if (file === null) {
        mkdirSync(stagingFolder(blobFolder), { recursive: true });
        path = join(stagingFolder(blobFolder), uuid());
        file = await open(path, 'wx');
      }
      for (const chunk of chunks) await file.writeFile(chunk);
    },
    close: async () => file?.close(),
    discard: async () => {
      await file?.close();
      if (path !== null) rmSync(path, { force: true });
    },
  };
}
