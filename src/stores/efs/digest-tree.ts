import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { sha256 } from '#kit/digest';
import { bug } from '#kit/redrill-error';
import type { DigestAnswer, DigestJob } from './digest-worker.ts';
import { pathBytes } from './names.ts';
import type { TreeEntry } from './walk-tree.ts';

/** An entry with the digest of what it holds; `code` where it could not be read. */
export interface DigestedEntry extends TreeEntry {
  readonly sha256: string | null;
  readonly code: string | null;
}

const WORKER = `./digest-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`;
/** Small files travel to a thread in batches: a message costs as much as reading one of them. */
const BATCH_FILES = 64;
const BATCH_BYTES = 4 * 1_048_576;
/** Where a small file lets a thread wait longer than this, more threads wait at once. */
const SLOW_FILE_MS = 0.7;
const MOST_THREADS = 16;
/** A thread holds one megabyte of a file and a batch of paths. */
const LIMITS = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 64 };

/** Digest of a folder: there is nothing in it to read. */
export const FOLDER_DIGEST = sha256('folder');

/** Digest of a symbolic link: where it leads. */
export function linkDigest(target: string): string {
  return sha256(`link ${target}`);
}

/**
 * Reads the bytes of every file of a walk and gives the entries back in the same order. Batches of small files, or one large file, go to
 * threads; there are as many as cores, and many more when the file system answers slowly, as EFS does. Memory does not grow with the number of files.
 */
export async function* digestTree(root: string, entries: AsyncIterable<TreeEntry>, { threads = availableParallelism() }: { readonly threads?: number } = {}): AsyncGenerator<DigestedEntry> {
  const pool = new Pool(threads);
  const waiting: Promise<readonly DigestedEntry[]>[] = [];
  try {
    for await (const batch of batches(entries)) {
      waiting.push(pool.digest(root, batch));
      // a failure is told when its turn comes
      waiting.at(-1)?.catch(() => undefined);
      while (waiting.length > pool.ahead) yield* (await waiting.shift()) ?? [];
    }
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) yield* await next;
  } finally {
    await pool.close();
  }
}

async function* batches(entries: AsyncIterable<TreeEntry>): AsyncGenerator<readonly TreeEntry[]> {
  let batch: TreeEntry[] = [];
  let bytes = 0;
  for await (const entry of entries) {
    batch.push(entry);
    bytes += entry.kind === 'file' ? entry.sizeBytes : 0;
    if (batch.length < BATCH_FILES && bytes < BATCH_BYTES) continue;
    yield batch;
    [batch, bytes] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}

interface Waiting {
  readonly job: DigestJob;
  resolve(answer: DigestAnswer): void;
  reject(error: unknown): void;
}

/** Threads that digest; begun when they are needed. */
class Pool {
  private readonly workers: Worker[] = [];
  private readonly idle: Worker[] = [];
  private readonly queue: Waiting[] = [];
  private readonly running = new Map<Worker, Waiting>();
  private threads: number;
  private jobs = 0;

  constructor(threads: number) {
    this.threads = Math.max(1, threads);
  }

  /** Batches that may be under way at once. */
  get ahead(): number {
    return this.threads * 2;
  }

  async digest(root: string, batch: readonly TreeEntry[]): Promise<readonly DigestedEntry[]> {
    const files = batch.filter(({ kind }) => kind === 'file');
    const { digests } = files.length === 0 ? { digests: [] } : await this.ask(files.map(({ path }) => pathBytes(root, path)));
    const read = new Map(files.map((file, i) => [file, digests[i]]));
    return batch.map((entry): DigestedEntry => {
      if (entry.kind === 'folder') return { ...entry, sha256: FOLDER_DIGEST, code: null };
      if (entry.kind === 'link') return { ...entry, sha256: linkDigest(entry.target ?? ''), code: null };
      const found = read.get(entry);
      return { ...entry, sizeBytes: found?.sizeBytes ?? entry.sizeBytes, sha256: found?.sha256 ?? null, code: found ? found.code : 'neither file nor folder nor link' };
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }

  private ask(paths: readonly Uint8Array[]): Promise<DigestAnswer> {
    this.jobs += 1;
    const job: DigestJob = { id: this.jobs, paths };
    return new Promise((resolve, reject) => {
      this.queue.push({ job, resolve, reject });
      this.work();
    });
  }

  private work(): void {
    while (this.queue.length > 0) {
      const worker = this.idle.pop() ?? (this.workers.length < this.threads ? this.begin() : null);
      const next = worker && this.queue.shift();
      if (!worker || !next) return;
      this.running.set(worker, next);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the rule means windows; a thread has no origin
      worker.postMessage(next.job);
    }
  }

  private begin(): Worker {
    const worker = new Worker(new URL(WORKER, import.meta.url), { resourceLimits: LIMITS });
    worker.on('message', (answer: DigestAnswer) => this.answered(worker, answer));
    worker.on('error', (error) => {
      this.running.get(worker)?.reject(error);
      for (const one of this.queue.splice(0)) one.reject(error);
    });
    this.workers.push(worker);
    return worker;
  }

  private answered(worker: Worker, answer: DigestAnswer): void {
    const waiting = this.running.get(worker);
    this.running.delete(worker);
    this.idle.push(worker);
    if (waiting?.job.id !== answer.id) throw bug('efs.digest', 'a digest thread answered what it was not asked');
    if (answer.digests.length >= BATCH_FILES / 2 && answer.waitedMs / answer.digests.length > SLOW_FILE_MS) this.threads = MOST_THREADS;
    waiting.resolve(answer);
    this.work();
  }
}
