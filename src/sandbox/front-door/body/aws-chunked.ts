import { AwsError } from '../../service.ts';
import type { BodyFilter } from './body-filter.ts';
import type { ChunkSigner } from './chunk-signer.ts';

/** What the headers announced about an aws-chunked body. */
export interface ChunkedInput {
  readonly decodedLength: number | null;
  /** Verifies chunk signatures; null for STREAMING-UNSIGNED-PAYLOAD-TRAILER. */
  readonly signer: ChunkSigner | null;
  /** Whether trailing headers are announced (and, with a signer, signed). */
  readonly trailing: boolean;
  readonly onTrailer: (name: string, value: string) => void;
}

type State = 'size' | 'data' | 'data-end' | 'trailer' | 'done';
const LONGEST_LINE = 16_384;
const EMPTY = Buffer.alloc(0);

/** Takes the frames off an aws-chunked body (`<hex size>[;chunk-signature=...]\r\n<data>\r\n ... 0\r\n<trailers>\r\n`). */
export class AwsChunkedDecoder implements BodyFilter {
  private readonly input: ChunkedInput;
  private state: State = 'size';
  private rest: Buffer = EMPTY;
  private left = 0;
  private total = 0;
  private signature: string | null = null;
  private readonly trailers: [string, string][] = [];
  private out: Buffer[] = [];

  constructor(input: ChunkedInput) {
    this.input = input;
  }

  feed(chunk: Buffer): Buffer {
    this.out = [];
    let bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    this.rest = EMPTY;
    while (bytes.length > 0) {
      const used = this.state === 'data' ? this.takeData(bytes) : this.takeLine(bytes);
      if (used === 0) break;
      bytes = bytes.subarray(used);
    }
    if (bytes.length > LONGEST_LINE) throw malformed();
    this.rest = bytes;
    return this.out.length === 1 ? this.out[0] ?? EMPTY : Buffer.concat(this.out);
  }

  end(): void {
    if (this.state === 'trailer' && this.rest.length === 0) this.finish();
    const { decodedLength } = this.input;
    if (this.state !== 'done' || (decodedLength !== null && decodedLength !== this.total)) {
      throw new AwsError('IncompleteBody', 'You did not provide the number of bytes specified by the Content-Length HTTP header.');
    }
  }

  private takeData(bytes: Buffer): number {
    const data = bytes.length > this.left ? bytes.subarray(0, this.left) : bytes;
    this.input.signer?.data(data);
    this.out.push(data);
    this.left -= data.length;
    this.total += data.length;
    if (this.left === 0) this.state = 'data-end';
    return data.length;
  }

  /** Consumes one line; 0 when it is not complete yet. */
  private takeLine(bytes: Buffer): number {
    if (this.state === 'done') throw malformed();
    const end = bytes.indexOf(0x0a);
    if (end < 0) return 0;
    const line = bytes.toString('latin1', 0, end).replace(/\r$/, '');
    if (this.state === 'size') this.takeSize(line);
    else if (this.state === 'data-end') this.endData(line);
    else this.takeTrailer(line);
    return end + 1;
  }

  private takeSize(line: string): void {
    const match = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line);
    if (!match) throw malformed();
    this.left = Number.parseInt(match[1] ?? '', 16);
    this.signature = match[2] ?? null;
    if (this.left > 0) {
      this.state = 'data';
      return;
    }
    this.input.signer?.endChunk(this.signature);
    this.state = 'trailer';
  }

  private endData(line: string): void {
    if (line !== '') throw malformed();
    this.input.signer?.endChunk(this.signature);
    this.state = 'size';
  }

  private takeTrailer(line: string): void {
    if (line === '') return this.finish();
    const at = line.indexOf(':');
    if (at <= 0) throw malformedTrailer();
    this.trailers.push([line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim()]);
  }

  private finish(): void {
    this.state = 'done';
    const signature = this.trailers.find(([name]) => name === 'x-amz-trailer-signature')?.[1] ?? null;
    const others = this.trailers.filter(([name]) => name !== 'x-amz-trailer-signature');
    if (this.input.trailing && this.input.signer) this.input.signer.trailer(others.map(([name, value]) => `${name}:${value}\n`).join(''), signature);
    for (const [name, value] of others) this.input.onTrailer(name, value);
  }
}

function malformed(): AwsError {
  return new AwsError('InvalidChunkSizeError', 'Only the last chunk is allowed to have a size less than 8192 bytes, and every chunk must begin with its size in hexadecimal digits');
}

function malformedTrailer(): AwsError {
  return new AwsError('MalformedTrailerError', 'The request contained trailing data that was not well-formed or did not conform to our published schema.');
}
