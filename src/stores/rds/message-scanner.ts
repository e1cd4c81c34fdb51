import type { RowBatch } from './database.ts';

/** Messages of PostgreSQL's protocol 3 that may come between the rows of a COPY (https://www.postgresql.org/docs/18/protocol-flow.html). */
const COPY_DATA = 0x64;
const SKIPPED = new Set([0x48 /* CopyOutResponse */, 0x4e /* NoticeResponse */, 0x53 /* ParameterStatus */, 0x41 /* NotificationResponse */]);
const HEADER_BYTES = 5;

interface Scanned {
  readonly batch: RowBatch;
  /** Bytes from the first message on that is no row: the COPY is over or has failed. */
  readonly rest: Buffer | null;
}

/**
 * Finds the rows of a COPY in chunks of a socket. The server sends one CopyData message per row (text format), so a row is where a message is.
 * Only a message that is cut by the end of a chunk is copied. The arrays of a batch are used again for the next.
 */
export class MessageScanner {
  private starts = new Uint32Array(4096);
  private ends = new Uint32Array(4096);
  private parts: Buffer[] = [];
  private have = 0;
  private need = 0;

  /** Null while a message is not complete. */
  scan(chunk: Buffer): Scanned | null {
    const bytes = this.joined(chunk);
    if (bytes === null) return null;
    let at = 0;
    let count = 0;
    while (at + HEADER_BYTES <= bytes.length) {
      const end = at + 1 + bytes.readUInt32BE(at + 1);
      const type = bytes[at] ?? 0;
      if (type !== COPY_DATA && !SKIPPED.has(type)) return { batch: this.batch(bytes, count), rest: bytes.subarray(at) };
      if (end > bytes.length) break;
      if (type === COPY_DATA) {
        if (count === this.starts.length) this.grow();
        this.starts[count] = at + HEADER_BYTES;
        this.ends[count] = end;
        count += 1;
      }
      at = end;
    }
    this.keep(bytes, at);
    return { batch: this.batch(bytes, count), rest: null };
  }

  private joined(chunk: Buffer): Buffer | null {
    if (this.have === 0) return chunk;
    this.parts.push(chunk);
    this.have += chunk.length;
    if (this.have < this.need) return null;
    const bytes = Buffer.concat(this.parts, this.have);
    this.parts = [];
    this.have = 0;
    return bytes;
  }

  /** Remembers the incomplete message at the end, and how long it will be, so that a long one is joined once. */
  private keep(bytes: Buffer, at: number): void {
    if (at === bytes.length) return;
    this.parts = [bytes.subarray(at)];
    this.have = bytes.length - at;
    this.need = this.have < HEADER_BYTES ? HEADER_BYTES : 1 + bytes.readUInt32BE(at + 1);
  }

  private batch(bytes: Buffer, count: number): RowBatch {
    return { bytes, starts: this.starts, ends: this.ends, count };
  }

  private grow(): void {
    const [starts, ends] = [new Uint32Array(this.starts.length * 2), new Uint32Array(this.ends.length * 2)];
    starts.set(this.starts);
    ends.set(this.ends);
    this.starts = starts;
    this.ends = ends;
  }
}
