import { createHash, hash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

/** Files to digest: bytes of their paths. */
export interface DigestJob {
  readonly id: number;
  readonly paths: readonly Uint8Array[];
}

/** SHA-256 of each, or the code of the error; and how long the file system let it wait. */
export interface DigestAnswer {
  readonly id: number;
  readonly digests: readonly { readonly sha256: string | null; readonly sizeBytes: number; readonly code: string | null }[];
  readonly waitedMs: number;
}

const SPACE = Buffer.allocUnsafeSlow(1_048_576);

/** Runs in a thread of its own. Reads without waiting for a thread pool: on a local disk that is faster, and on EFS each thread keeps one request in flight. */
parentPort?.on('message', ({ id, paths }: DigestJob) => {
  const before = busyMs();
  const began = performance.now();
  const digests = paths.map((path) => digest(Buffer.from(path.buffer, path.byteOffset, path.byteLength)));
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the rule means windows; a port of a thread has no origin
  parentPort?.postMessage({ id, digests, waitedMs: performance.now() - began - (busyMs() - before) } satisfies DigestAnswer);
});

/**
 * Milliseconds in which this thread ran or waited for a processor, as Linux counts them: on a busy machine a file takes long without anybody
 * waiting for it. Elsewhere the time that it ran.
 */
function busyMs(): number {
  try {
    const [ran = 0, queued = 0] = readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ').map(Number);
    return (ran + queued) / 1e6;
  } catch {
    // no Linux: the processor's time is what there is
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  }
}

function digest(path: Buffer): DigestAnswer['digests'][number] {
  let file: number | null = null;
  try {
    file = openSync(path, 'r');
    const first = readSync(file, SPACE, 0, SPACE.length, null);
    if (first < SPACE.length && fstatSync(file).size <= first) return { sha256: hash('sha256', SPACE.subarray(0, first), 'hex'), sizeBytes: first, code: null };
    return rest(file, first);
  } catch (error) {
    return { sha256: null, sizeBytes: 0, code: error instanceof Error && 'code' in error ? String(error.code) : String(error) };
  } finally {
    if (file !== null) closeSync(file);
  }
}

function rest(file: number, first: number): DigestAnswer['digests'][number] {
  const sum = createHash('sha256').update(SPACE.subarray(0, first));
  let sizeBytes = first;
  for (let read = readSync(file, SPACE, 0, SPACE.length, null); read > 0; read = readSync(file, SPACE, 0, SPACE.length, null)) {
    sum.update(SPACE.subarray(0, read));
    sizeBytes += read;
  }
  return { sha256: sum.digest('hex'), sizeBytes, code: null };
}
