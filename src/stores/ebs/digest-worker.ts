import { hash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

// The thread behind `imageDigests`: digests its share of an image; blocks of zeros are left out.
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- the rule means windows; a port of a thread has no origin
parentPort?.postMessage(digestShare(workerData as Share));

interface Share {
  readonly path: string;
  readonly blockBytes: number;
  /** Blocks. */
  readonly from: number;
  readonly to: number;
}

function digestShare({ path, blockBytes, from, to }: Share): readonly (readonly [number, string])[] {
  const [block, zeros] = [Buffer.alloc(blockBytes), Buffer.alloc(blockBytes)];
  const found: (readonly [number, string])[] = [];
  const fd = openSync(path, 'r');
  try {
    for (let index = from; index < to; index += 1) {
      const length = readSync(fd, block, 0, blockBytes, index * blockBytes);
      if (length < blockBytes) block.fill(0, length);
      if (!block.equals(zeros)) found.push([index, hash('sha256', block, 'hex')]);
    }
  } finally {
    closeSync(fd);
  }
  return found;
}

