import { timingSafeEqual } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import type { ControlRole, HelloResult } from '#contract/control';
import { RedrillError } from '#kit/redrill-error';
import { AwsError, type ControlMethod } from '../service.ts';
import type { DrillClock } from '../time/drill-clock.ts';
import type { Participant, TimeHub } from '../time/time-hub.ts';
import { lineReader } from './line-reader.ts';

interface ControlPortInput {
  readonly token: string;
  readonly clock: DrillClock;
  readonly hub: TimeHub;
  readonly methods: Readonly<Record<string, ControlMethod>>;
  /** Commits what a method changed before it is answered. */
  flush(): void;
}

interface Message {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: unknown;
}

/** Token-protected NDJSON server on loopback: drill time, status and faults below the API (contract/control.ts). */
export async function openControlPort(input: ControlPortInput): Promise<{ readonly port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serve(socket, input);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, resolve);
  });
  return { port: portOf(server), close: () => closeAll(server, sockets) };
}

function serve(socket: Socket, input: ControlPortInput): void {
  let participant: Participant | null = null;
  let greeted = false;
  const write = (message: object): void => { if (socket.writable) socket.write(`${JSON.stringify(message)}\n`); };
  const read = lineReader((line) => {
    const message = parse(line);
    if (!message) return write({ id: null, error: { code: 'control.bad-json', message: 'every line must be one JSON object' } });
    if (!greeted) {
      const hello = greeting(message, input.token);
      if (!hello) {
        write({ id: message.id ?? null, error: { code: 'control.refused', message: 'the first line must be hello with the token of sandbox.json' } });
        return void socket.end();
      }
      greeted = true;
      if (hello.role !== 'observer') participant = input.hub.join({ ...hello, send: write });
      return write({ id: message.id, result: { clock: input.clock.state(), pid: process.pid } satisfies HelloResult });
    }
    answer(message, { ...input, participant }, write);
  });
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => { if (!read(chunk)) socket.destroy(); });
  // a broken connection ends the participation below; the error itself says nothing more
  socket.on('error', () => socket.destroy());
  socket.on('close', () => participant?.leave());
}

function answer(message: Message, input: ControlPortInput & { readonly participant: Participant | null }, write: (message: object) => void): void {
  const { id = null } = message;
  const fail = (error: unknown): void => write({ id, error: wireError(error) });
  const params = isRecord(message.params) ? message.params : {};
  try {
    const result = message.method === 'park' || message.method === 'unpark' ? parkOrUnpark(message.method, params, input.participant) : call(message.method, params, input.methods);
    const reply = (value: unknown): void => {
      input.flush();
      write({ id, result: value ?? {} });
    };
    if (result instanceof Promise) void result.then(reply).catch(fail);
    else reply(result);
  } catch (error) {
    fail(error);
  }
}

function parkOrUnpark(method: 'park' | 'unpark', params: Readonly<Record<string, unknown>>, participant: Participant | null): unknown {
  if (!participant) throw new RedrillError('control.no-participant', `an observer takes no part in drill time and cannot ${method}`);
  if (method === 'unpark') return { clock: participant.unpark() };
  const { park, untilMicros } = params;
  if (typeof park !== 'number' || (untilMicros !== null && typeof untilMicros !== 'number')) throw new RedrillError('control.params', 'park needs {park: number, untilMicros: number | null}');
  participant.park(park, untilMicros);
  return {};
}

function call(method: unknown, params: Readonly<Record<string, unknown>>, methods: Readonly<Record<string, ControlMethod>>): unknown {
  const found = typeof method === 'string' && Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (!found) throw new RedrillError('control.unknown-method', `no control method ${JSON.stringify(method)}; known: park, unpark, ${Object.keys(methods).join(', ')}`);
  return found(params);
}

function greeting(message: Message, token: string): { name: string; role: ControlRole; pid: number } | null {
  if (message.method !== 'hello' || !isRecord(message.params)) return null;
  const { token: given, name, role, pid } = message.params;
  if (typeof given !== 'string' || !sameText(given, token)) return null;
  if (role !== 'harness' && role !== 'platform' && role !== 'observer') return null;
  return { name: typeof name === 'string' ? name : 'unnamed', role, pid: typeof pid === 'number' ? pid : 0 };
}

function wireError(error: unknown): { code: string; message: string } {
  if (error instanceof RedrillError || error instanceof AwsError) return { code: error.code, message: error.message };
  return { code: 'control.internal', message: error instanceof Error ? error.message : String(error) };
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function parse(line: string): Message | null {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : null;
  } catch {
    // answered with control.bad-json by the caller; a client's typing error must not end the sandbox
    return null;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

function closeAll(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });
}
