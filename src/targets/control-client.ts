import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { ControlPort } from '#contract/aws';
import type { ControlRole, HelloResult, SandboxAddress, WakeEvent } from '#contract/control';
import { RedrillError } from '#kit/redrill-error';
import { withDeadline } from '#kit/wall-clock';

/** A connection to the sandbox's control port. */
export interface ControlClient extends ControlPort {
  /** What the sandbox said to hello: the clock and its pid. */
  readonly hello: HelloResult;
  /** Sends a request without waiting; errors of it are errors of the connection. */
  send(method: string, params: Readonly<Record<string, unknown>>): void;
  close(): Promise<void>;
  /** Resolves when the connection has ended, whoever ended it. */
  readonly closed: Promise<void>;
}

export interface ControlClientInput {
  readonly address: Pick<SandboxAddress, 'controlPort' | 'token'>;
  readonly name: string;
  readonly role: ControlRole;
  readonly onPush?: (event: WakeEvent) => void;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

const CONNECT_DEADLINE_MS = 5000;

/** Connects and says hello. Throws `sandbox.unreachable` when nothing answers, `control.refused` when the token is not the sandbox's. */
export async function connectControl({ address, name, role, onPush }: ControlClientInput): Promise<ControlClient> {
  const socket = await open(address.controlPort);
  const closed = Promise.withResolvers<void>();
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  const send = (method: string, params: Readonly<Record<string, unknown>>): number => {
    lastId += 1;
    socket.write(`${JSON.stringify({ id: lastId, method, params })}\n`);
    return lastId;
  };
  const call = (method: string, params: Readonly<Record<string, unknown>> = {}): Promise<unknown> => {
    if (socket.destroyed) return Promise.reject(ended());
    return new Promise((resolve, reject) => { waiting.set(send(method, params), { resolve, reject }); });
  };
  readLines(socket, (message) => dispatch(message, waiting, onPush));
  socket.on('close', () => {
    for (const one of waiting.values()) one.reject(ended());
    waiting.clear();
    closed.resolve();
  });
  const hello = (await call('hello', { token: address.token, name, role, pid: process.pid })) as HelloResult;
  return {
    hello,
    call,
    send: (method, params) => { if (!socket.destroyed) send(method, params); },
    closed: closed.promise,
    close: async () => {
      socket.end();
      socket.destroy();
      await closed.promise;
    },
  };
}

function ended(): RedrillError {
  return new RedrillError('sandbox.lost', 'the sandbox closed its control connection: see "redrill sandbox status"', { actor: 'platform' });
}

async function open(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  try {
    await withDeadline(CONNECT_DEADLINE_MS, (signal) => once(socket, 'connect', { signal }));
  } catch (cause) {
    socket.destroy();
    throw new RedrillError('sandbox.unreachable', `the sandbox's control port ${port} on 127.0.0.1 does not answer: start the sandbox with "redrill sandbox up"`, { cause, actor: 'platform' });
  }
  // the close that follows an error rejects whatever still waits
  socket.on('error', () => socket.destroy());
  return socket;
}

function dispatch(message: unknown, waiting: Map<number, Waiting>, onPush: ((event: WakeEvent) => void) | undefined): void {
  const { id, result, error, event } = message as { id?: number | null; result?: unknown; error?: { code: string; message: string }; event?: string };
  if (event === 'clock') return onPush?.(message as WakeEvent);
  if (typeof id !== 'number') return;
  const one = waiting.get(id);
  waiting.delete(id);
  if (error) one?.reject(new RedrillError(error.code, error.message));
  else one?.resolve(result);
}

function readLines(socket: Socket, onMessage: (message: unknown) => void): void {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') onMessage(JSON.parse(line));
  });
}
