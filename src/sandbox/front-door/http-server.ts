import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FrontDoor } from './front-door.ts';
import { handleRequest } from './handle-request.ts';
import { listenError } from './listen-error.ts';
import type { OpenCall } from './region-gate.ts';

const LONGEST_HEAD_BYTES = 65_536;
const KEEP_ALIVE_MS = 120_000;

/** The one AWS endpoint: plain HTTP on loopback, keep-alive. Port 0 takes any free one. */
export async function openHttpServer(door: FrontDoor, port: number): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = createServer({ maxHeaderSize: LONGEST_HEAD_BYTES, keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0, noDelay: true, insecureHTTPParser: false });
  const serve = (request: IncomingMessage, response: ServerResponse): void => answer(door, request, response);
  server.on('request', serve);
  server.on('checkContinue', serve);
  server.on('clientError', refuse);
  await listen(server, port);
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

/** A call counts as in flight until its operation and its answer are both through; one that the network has swallowed does not. */
function answer(door: FrontDoor, request: IncomingMessage, response: ServerResponse): void {
  // a connection that breaks shows as `close` on both sides; without a listener its error would end the process
  response.on('error', () => response.destroy());
  const call: OpenCall = { request, response, reach: () => door.reachOf(request) };
  if (!door.gate.enters(call)) return;
  let open = 2;
  const part = (): void => {
    open -= 1;
    if (open > 0) return;
    door.gate.leaves(call);
    door.inFlight.ended();
  };
  door.inFlight.began();
  response.once('close', part);
  void handleRequest(door, request, response).then(part, (error: unknown) => {
    door.log(`unanswered request: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
    response.destroy();
    part();
  });
}

/** What is not even HTTP gets AWS's answer for it, then the connection ends. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const tooLong = error.code === 'HPE_HEADER_OVERFLOW';
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${tooLong ? 'RequestHeaderSectionTooLarge' : 'BadRequest'}</Code><Message>${tooLong ? 'Your request header section exceeds the maximum allowed request header section size.' : 'An error occurred when parsing the HTTP request.'}</Message></Error>`;
  socket.end(`HTTP/1.1 400 Bad Request\r\ncontent-type: application/xml\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`);
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, port)));
    server.listen({ port, host: '127.0.0.1', backlog: 1024 }, resolve);
  });
}
