import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { BLOCK_BYTES, type BlockDigests } from './block-geometry.ts';
import type { VolumeDevice } from './device.ts';

const MOST_WORKERS = 8;
/** A share smaller than this is not worth a thread. */
const LEAST_BLOCKS = 64;

/** Reads a block image from its first byte to its last, in threads of its own, and keeps a digest of every block that is not all zeros. */
export async function imageDigests({ path, sizeBytes }: VolumeDevice, signal?: AbortSignal): Promise<BlockDigests> {
  const blocks = Math.ceil(sizeBytes / BLOCK_BYTES);
  const workers = Math.max(1, Math.min(MOST_WORKERS, availableParallelism(), Math.floor(blocks / LEAST_BLOCKS)));
  const share = Math.ceil(blocks / workers);
  const shares = await Promise.all(Array.from({ length: workers }, (_, n) => digestIn({ path, blockBytes: BLOCK_BYTES, from: n * share, to: Math.min(blocks, (n + 1) * share) }, signal)));
  return new Map(shares.flat());
}

type Digests = readonly (readonly [number, string])[];

async function digestIn(workerData: object, signal?: AbortSignal): Promise<Digests> {
  const worker = new Worker(new URL(WORKER, import.meta.url), { workerData });
  try {
    // `once` rejects when the thread fails, and when the signal is aborted.
    const [digests] = (await once(worker, 'message', signal === undefined ? {} : { signal })) as [Digests];
    return digests;
  } finally {
    await worker.terminate();
  }
}

/** Source and built code lie side by side under one name each. */
const WORKER = `./digest-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`;
