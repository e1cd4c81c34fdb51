import { Readable, Transform, type TransformCallback } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import { AwsError } from '../../service.ts';
import { filterWhole, type BodyFilter } from './body-filter.ts';

const SMALL_BYTES = 1_048_576;

/** A request body as operations see it. */
export interface RequestBody {
  readonly body: Buffer | null;
  stream(): Readable | null;
}

export const NO_BODY: RequestBody = { body: null, stream: () => null };

/** Reads a small body whole (checked), or hands a large one on as a stream that is checked while it is read. */
export async function readRequestBody(request: IncomingMessage, filter: BodyFilter): Promise<RequestBody> {
  const length = announcedLength(request);
  if (length === 0) return whole(filterWhole(filter, Buffer.alloc(0)));
  if (length === null || length > SMALL_BYTES) return { body: null, stream: onceStream(() => checkedStream(request, filter)) };
  return whole(filterWhole(filter, await collect(request, SMALL_BYTES)));
}

/** Reads a whole body of a JSON or Query service. */
export async function collect(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limitBytes) return reject(new AwsError('RequestEntityTooLarge', `The request body is larger than ${limitBytes} bytes.`, { status: 413 }));
      chunks.push(chunk);
    });
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0] ?? Buffer.alloc(0) : Buffer.concat(chunks)));
    request.on('error', () => reject(incomplete()));
    request.on('close', () => reject(incomplete()));
  });
}

function whole(body: Buffer): RequestBody {
  return { body, stream: onceStream(() => Readable.from(body.length === 0 ? [] : [body], { objectMode: false })) };
}

function onceStream(make: () => Readable): () => Readable {
  let stream: Readable | null = null;
  return () => (stream ??= make());
}

function checkedStream(request: IncomingMessage, filter: BodyFilter): Readable {
  const transform = new CheckedBody(filter);
  request.on('error', () => transform.destroy(incomplete()));
  request.on('close', () => { if (!request.complete) transform.destroy(incomplete()); });
  return request.pipe(transform) as Readable;
}

class CheckedBody extends Transform {
  private readonly checks: BodyFilter;

  constructor(filter: BodyFilter) {
    super({ highWaterMark: 262_144 });
    this.checks = filter;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      const decoded = this.checks.feed(chunk);
      done(null, decoded.length === 0 ? undefined : decoded);
    } catch (error) {
      done(error as Error);
    }
  }

  override _flush(done: TransformCallback): void {
    try {
      this.checks.end();
      done();
    } catch (error) {
      done(error as Error);
    }
  }
}

function announcedLength(request: IncomingMessage): number | null {
  const text = request.headers['content-length'];
  if (text !== undefined) return Number(text);
  return request.headers['transfer-encoding'] === undefined ? 0 : null;
}

function incomplete(): AwsError {
  return new AwsError('IncompleteBody', 'The request body terminated unexpectedly');
}
