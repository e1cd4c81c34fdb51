import type { DocumentLine } from './scan-lines.ts';

/** Where a document of a batch comes from, for people who have to look at it. */
export interface Origin {
  readonly file: string;
  readonly line: number;
}

/** Documents on their way into one index, as the bytes of a `_bulk` body. */
export interface BulkBatch {
  readonly index: string;
  readonly body: Buffer;
  /** For each document where its action line begins; the next one's begin, or the body's end, is where it ends. */
  readonly starts: readonly number[];
  readonly origins: readonly Origin[];
}

const LF = 0x0a;
const ACTION = Buffer.from('{"index":{"_id":"');
const LONGEST_ID = 512;

/** Gathers documents until a number of bytes; the bytes of a document are copied once and never looked into. */
export class BatchBuilder {
  private readonly index: string;
  private readonly mostBytes: number;
  private body: Buffer;
  private length = 0;
  private starts: number[] = [];
  private origins: Origin[] = [];

  constructor(index: string, mostBytes: number) {
    this.index = index;
    this.mostBytes = mostBytes;
    this.body = Buffer.allocUnsafe(mostBytes);
  }

  /** Gives back a full batch before it takes the document, or null while there is room. `tail` ends the action line. */
  add(source: Buffer, line: DocumentLine, tail: Buffer, origin: Origin): BulkBatch | null {
    const size = line.end - line.start;
    const need = ACTION.length + LONGEST_ID + tail.length + size + 1;
    const full = this.length > 0 && this.length + need > this.mostBytes ? this.take() : null;
    if (this.length + need > this.body.length) this.grow(need);
    this.starts.push(this.length);
    this.origins.push(origin);
    this.copy(ACTION, 0, ACTION.length);
    this.copy(line.id, line.idStart, line.idEnd);
    this.copy(tail, 0, tail.length);
    this.copy(source, line.start, line.end);
    this.body[this.length] = LF;
    this.length += 1;
    return full;
  }

  /** What is gathered so far; null when that is nothing. */
  take(): BulkBatch | null {
    if (this.length === 0) return null;
    const batch = { index: this.index, body: this.body.subarray(0, this.length), starts: this.starts, origins: this.origins };
    this.body = Buffer.allocUnsafe(this.mostBytes);
    this.length = 0;
    this.starts = [];
    this.origins = [];
    return batch;
  }

  /** One document larger than a batch goes alone. */
  private grow(need: number): void {
    const larger = Buffer.allocUnsafe(this.length + need);
    this.body.copy(larger, 0, 0, this.length);
    this.body = larger;
  }

  private copy(from: Buffer, start: number, end: number): void {
    from.copy(this.body, this.length, start, end);
    this.length += end - start;
  }
}

/** The end of an action line. With a version the newest of several lines of one id wins in whatever order they arrive. */
export function actionTail(version: number | null): Buffer {
  return Buffer.from(version === null ? '"}}\n' : `","version":${version},"version_type":"external_gte"}}\n`);
}

/** The chosen documents of a batch as a smaller one. */
export function pick(batch: BulkBatch, chosen: readonly number[]): BulkBatch {
  const parts = chosen.map((n) => batch.body.subarray(batch.starts[n] ?? 0, batch.starts[n + 1] ?? batch.body.length));
  let at = 0;
  const starts = parts.map((part) => {
    const start = at;
    at += part.length;
    return start;
  });
  return { index: batch.index, body: Buffer.concat(parts), starts, origins: chosen.flatMap((n) => batch.origins[n] ?? []) };
}
