import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';

export interface LiteRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  /** Value of a header, by lower-case name. */
  header(name: string): string | null;
  readonly body: Buffer;
}

export interface LiteResponse {
  readonly status: number;
  readonly headers?: string;
  readonly body?: Buffer | string;
  /** Content length of a HEAD. */
  readonly length?: number;
}

export interface LiteOptions {
  readonly answer: (request: LiteRequest) => LiteResponse;
  /** Milliseconds before the answer goes out. */
  readonly delay: (request: LiteRequest) => number;
}

/** HTTP/1.1 on bare sockets, just enough for S3 clients: so that the client is measured and not the server. */
export function liteServer(options: LiteOptions): Server {
  return createServer({ noDelay: true }, (socket) => { serve(socket, options); });
}

function serve(socket: Socket, options: LiteOptions): void {
  let pending: Buffer = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    pending = pending.length === 0 ? (chunk as Buffer) : Buffer.concat([pending, chunk as Buffer]);
    for (let next = take(pending); next !== null; next = take(pending)) {
      pending = pending.subarray(next.bytes);
      respond(socket, next.request, options);
    }
  });
}

function take(buffer: Buffer): { readonly request: LiteRequest; readonly bytes: number } | null {
  const end = buffer.indexOf('\r\n\r\n');
  if (end === -1) return null;
  const head = buffer.toString('latin1', 0, end);
  const lower = head.toLowerCase();
  const header = (name: string): string | null => {
    const at = lower.indexOf(`\r\n${name}:`);
    if (at === -1) return null;
    const stop = head.indexOf('\r\n', at + 2);
    return head.slice(at + name.length + 3, stop === -1 ? undefined : stop).trim();
  };
  const length = Number(header('content-length') ?? 0);
  const bytes = end + 4 + length;
  if (buffer.length < bytes) return null;
  const [method = '', target = ''] = head.slice(0, head.indexOf('\r\n')).split(' ');
  return { request: { method, target, header, body: buffer.subarray(end + 4, bytes) }, bytes };
}

function respond(socket: Socket, request: LiteRequest, options: LiteOptions): void {
  const wait = options.delay(request);
  if (wait > 0) setTimeout(() => write(socket, request, options), wait);
  else write(socket, request, options);
}

function write(socket: Socket, request: LiteRequest, options: LiteOptions): void {
  if (socket.destroyed) return;
  const { status, headers = '', body = '', length } = options.answer(request);
  const bytes = length ?? (typeof body === 'string' ? Buffer.byteLength(body) : body.length);
  const head = `HTTP/1.1 ${status} X\r\nx-amz-request-id: BENCH\r\n${headers}content-length: ${bytes}\r\n\r\n`;
  if (request.method === 'HEAD' || bytes === 0) socket.write(head, 'latin1');
  else if (typeof body === 'string') socket.write(head + body, 'utf8');
  else {
    socket.cork();
    socket.write(head, 'latin1');
    socket.write(body);
    socket.uncork();
  }
}
