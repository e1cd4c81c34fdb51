import { connect } from 'node:net';
import type { SandboxAddress } from '#contract/control';
import { RedrillError } from '#kit/redrill-error';
import { withDeadline } from '#kit/wall-clock';
import { lineReader } from '../control/line-reader.ts';

/** One request to the control port as an observer: hello, request, answer, close. For up, down and status. */
export async function controlRequest(address: SandboxAddress, method: string, options: { readonly params?: object; readonly timeoutMs?: number } = {}): Promise<unknown> {
  return withDeadline(options.timeoutMs ?? 5000, (signal) => ask(address, { method, params: options.params ?? {} }, signal));
}

function ask(address: SandboxAddress, request: object, signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: address.controlPort, signal });
    const end = (settle: () => void): void => {
      settle();
      socket.destroy();
    };
    const read = lineReader((line) => {
      const { id, result, error } = JSON.parse(line) as { id?: number; result?: unknown; error?: { code: string; message: string } };
      if (error) return end(() => reject(new RedrillError(error.code, error.message)));
      if (id === 2) end(() => resolve(result));
    });
    socket.setEncoding('utf8');
    socket.on('connect', () => {
      socket.write(`${JSON.stringify({ id: 1, method: 'hello', params: { token: address.token, name: 'cli', role: 'observer', pid: process.pid } })}\n${JSON.stringify({ id: 2, ...request })}\n`);
    });
    socket.on('data', (chunk: string) => read(chunk));
    socket.on('error', reject);
    socket.on('close', () => reject(new RedrillError('sandbox.gone', 'the sandbox closed its control connection without an answer')));
  });
}
