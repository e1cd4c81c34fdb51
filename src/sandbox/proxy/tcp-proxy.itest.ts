import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { realSleep } from '#kit/wall-clock';
import { TcpProxy } from './tcp-proxy.ts';

let backend: Server;
let behind: Socket[];
let proxy: TcpProxy;

/** Answers with what it got once the client has said its end. */
beforeEach(async () => {
  behind = [];
  backend = createServer({ allowHalfOpen: true }, (socket) => {
    behind.push(socket);
    socket.on('error', () => undefined);
    void buffer(socket).then((bytes) => socket.end(bytes), () => undefined);
  });
  await new Promise<void>((resolve) => { backend.listen(0, '127.0.0.1', resolve); });
  proxy = new TcpProxy({ dial: () => dial(portOf(backend)), trouble: (error) => { throw error; } });
  await proxy.listen(await freePort());
});
afterEach(async () => {
  await proxy.close();
  for (const socket of behind) socket.destroy();
  backend.close();
});

const portOf = (server: Server): number => (server.address() as { readonly port: number }).port;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const port = portOf(server);
  await new Promise((resolve) => { server.close(resolve); });
  return port;
}

async function dial(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  await once(socket, 'connect');
  return socket;
}

const open = (): Promise<Socket> => dial(proxy.port);

const errorOf = async (socket: Socket): Promise<unknown> => ((await once(socket, 'error')) as [NodeJS.ErrnoException])[0].code;

test('bytes go through unchanged in both directions, and an end in one direction leaves the other open', async () => {
  const sent = Buffer.alloc(3_000_000, 'all bytes in order ');
  const socket = await open();
  socket.end(sent);
  expect((await buffer(socket)).equals(sent)).toBe(true);
});

test('a refused port cuts its clients and answers nobody; healed, it is the same port', async () => {
  const [socket, port] = [await open(), proxy.port];
  const cut = errorOf(socket);
  proxy.setFault({ kind: 'refuse' });
  expect(await cut).toBe('ECONNRESET');
  await expect(dial(port)).rejects.toThrow(/ECONNREFUSED/);
  proxy.setFault({ kind: 'none' });
  await expect.poll(async () => dial(port).then((again) => again.destroy() instanceof Object, () => false)).toBe(true);
});

test('a reset port accepts and cuts', async () => {
  const socket = await open();
  const cut = errorOf(socket);
  proxy.setFault({ kind: 'reset' });
  expect(await cut).toBe('ECONNRESET');
  const next = connect({ port: proxy.port, host: '127.0.0.1' });
  expect(await errorOf(next)).toBe('ECONNRESET');
});

test('a black hole swallows bytes and ends without closing anything; healed, everything arrives in order', async () => {
  const old = await open();
  old.write('before ');
  await expect.poll(() => behind.length).toBe(1);
  proxy.setFault({ kind: 'black-hole' });
  const late = await open();
  old.end('during');
  late.end('late');
  const answers = [text(old), text(late)];
  expect(await Promise.race([...answers, realSleep(100).then(() => 'silence')])).toBe('silence');
  proxy.setFault({ kind: 'none' });
  expect(await Promise.all(answers)).toEqual(['before during', 'late']);
});

test('a slow port delays bytes and the end alike, and lets no more than its rate through', async () => {
  proxy.setFault({ kind: 'slow', latencyMs: 50, bytesPerSecond: 200_000 });
  const began = performance.now();
  const socket = await open();
  socket.end(Buffer.alloc(20_000));
  const answer = await buffer(socket);
  // two directions: twice 50 ms and twice 100 ms
  expect([answer.length, performance.now() - began >= 290]).toEqual([20_000, true]);
});

test('clients wait while what lies behind is not ready, and are cut when it never will be', async () => {
  const ready = Promise.withResolvers<Socket>();
  const waiting = new TcpProxy({ dial: () => ready.promise, trouble: () => undefined });
  await waiting.listen(await freePort());
  const socket = await dial(waiting.port);
  socket.end('hello');
  const answer = text(socket);
  ready.resolve(await dial(portOf(backend)));
  expect(await answer).toBe('hello');
  await waiting.close();
  const hopeless = new TcpProxy({ dial: () => Promise.reject(new Error('no server')), trouble: () => undefined });
  await hopeless.listen(await freePort());
  expect(await errorOf(connect({ port: hopeless.port, host: '127.0.0.1' }))).toBe('ECONNRESET');
  await hopeless.close();
});

test('a server that dies without a word resets its clients', async () => {
  const socket = await open();
  socket.write('x');
  const cut = errorOf(socket);
  await expect.poll(() => behind.length).toBe(1);
  behind[0]?.resetAndDestroy();
  expect(await cut).toBe('ECONNRESET');
});
