import { RedrillError } from '#kit/redrill-error';
import type { RecordFile, RecordFiles } from './record-files.ts';

/**
 * A growing file of lines with group commit: lines are handed to the operating system in the order of `push`, soon after it,
 * and reach the disk with `flush`. The first error is final: a disk that failed once may have lost a page, so nothing is written after it.
 */
export class LineFile {
  private readonly path: string;
  private readonly files: RecordFiles;
  private file: RecordFile | null = null;
  private queue: string[] = [];
  private unsynced = false;
  private tail: Promise<void> = Promise.resolve();
  private nextWrite: Promise<void> | null = null;
  private nextFlush: Promise<void> | null = null;
  private error: RedrillError | null = null;

  constructor(path: string, files: RecordFiles) {
    this.path = path;
    this.files = files;
  }

  get failure(): RedrillError | null {
    return this.error;
  }

  push(line: string): void {
    this.queue.push(line);
    this.unsynced = true;
    this.nextWrite ??= this.enqueue(async () => {
      this.nextWrite = null;
      await this.writeQueue();
    });
    // The failure is kept in `error` and rejects the next flush; an unhandled rejection would end the process before recovery.
    this.nextWrite.catch(() => undefined);
  }

  /** Everything pushed so far is on the disk when this resolves; rejects for ever after the first failure. */
  flush(): Promise<void> {
    if (this.error) return Promise.reject(this.error);
    if (!this.unsynced) return this.tail;
    this.nextFlush ??= this.enqueue(async () => {
      this.nextFlush = null;
      this.unsynced = false;
      await this.writeQueue();
      await this.file?.sync();
    });
    return this.nextFlush;
  }

  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      await this.file?.close();
      this.file = null;
    }
  }

  private enqueue(work: () => Promise<void>): Promise<void> {
    const step = this.tail.then(() => this.guarded(work));
    // `tail` only orders the steps; each caller sees its own rejection through `step`.
    this.tail = step.catch(() => undefined);
    return step;
  }

  private async guarded(work: () => Promise<void>): Promise<void> {
    if (this.error) throw this.error;
    try {
      await work();
    } catch (cause) {
      this.error = writeError(this.path, cause);
      throw this.error;
    }
  }

  private async writeQueue(): Promise<void> {
    if (this.queue.length === 0) return;
    this.file ??= await this.files.open(this.path);
    const bytes = Buffer.from(this.queue.join(''));
    this.queue = [];
    await this.file.append(bytes);
  }
}

function writeError(path: string, cause: unknown): RedrillError {
  const code = (cause as NodeJS.ErrnoException | null)?.code ?? 'unknown error';
  const stop = 'Nothing more is destroyed without a record; free the disk and run `redrill resume`, or `redrill cleanup` to put back what was changed.';
  if (code === 'ENOSPC' || code === 'EDQUOT') return new RedrillError('record.disk-full', `The disk is full: ${path} could not be written. ${stop}`, { exitCode: 70, cause });
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') return new RedrillError('record.read-only', `${path} may not be written (${code}). ${stop}`, { exitCode: 70, cause });
  return new RedrillError('record.write-failed', `${path} could not be written or synced to disk (${code}). ${stop}`, { exitCode: 70, cause });
}
