import { hash } from 'node:crypto';
import { join } from 'node:path';
import type { CheckpointBody } from '#contract/record';
import { LineFile } from './line-file.ts';
import type { RecordFiles } from './record-files.ts';

const CHECKPOINTS_FILE = 'checkpoints.ndjson';

/** Turns what a checkpoint says into one signed line; the key stays with whoever hands this in. */
export type SignCheckpoint = (body: CheckpointBody) => string;

/** The signed checkpoints beside a record: each has the number of events and the chain's head, so that a cut tail is seen. */
export class CheckpointFile {
  private readonly file: LineFile;
  private readonly sign: SignCheckpoint;
  private prev: string | null;
  private newest = 0;

  private constructor(file: LineFile, sign: SignCheckpoint, prev: string | null) {
    this.file = file;
    this.sign = sign;
    this.prev = prev;
  }

  /** Goes on behind the last whole line; a line that a crash had cut is removed. */
  static async open(folder: string, files: RecordFiles, sign: SignCheckpoint): Promise<CheckpointFile> {
    const path = join(folder, CHECKPOINTS_FILE);
    const bytes = (await files.read(path)) ?? Buffer.alloc(0);
    const whole = bytes.lastIndexOf(0x0a) + 1;
    if (whole < bytes.length) await files.truncate(path, whole);
    const last = bytes.subarray(0, whole).toString('utf8').split('\n').at(-2);
    return new CheckpointFile(new LineFile(path, files), sign, last === undefined ? null : hash('sha256', last, 'hex'));
  }

  /** Nothing is signed twice: the end of a phase may be the end of the run. */
  push(body: Omit<CheckpointBody, 'schema' | 'prev'>): void {
    if (body.events <= this.newest) return;
    const line = this.sign({ schema: 'redrill.checkpoint/1', ...body, prev: this.prev });
    this.newest = body.events;
    this.prev = hash('sha256', line, 'hex');
    this.file.push(`${line}\n`);
  }

  flush(): Promise<void> {
    return this.file.flush();
  }

  close(): Promise<void> {
    return this.file.close();
  }
}
