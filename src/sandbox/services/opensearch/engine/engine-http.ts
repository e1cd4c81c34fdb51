import { Agent, request as httpRequest } from 'node:http';
import { json } from 'node:stream/consumers';
import type { EngineAccess } from './search-engines.ts';

/** Connections to one engine at the same time; more requests wait for one. */
const MOST_CONNECTIONS = 128;

/** Speaks to an engine over connections that are kept. `close` ends them. */
export function engineHttp(url: string): EngineAccess & { close(): void } {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: MOST_CONNECTIONS, maxFreeSockets: MOST_CONNECTIONS, scheduling: 'lifo' });
  agent.on('free', (socket: { unref?: () => void }) => socket.unref?.());
  const open: EngineAccess['open'] = (options, onAnswer) => httpRequest({ ...options, host: hostname, port, agent }, onAnswer);
  return {
    open,
    request: (method, path, body) => new Promise((resolve, reject) => {
      const bytes = body === undefined ? null : Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
      const headers = bytes === null ? {} : { 'content-type': 'application/json', 'content-length': bytes.length };
      const request = open({ method, path, headers }, (answer) => {
        json(answer).catch(() => null).then((parsed) => resolve({ status: answer.statusCode ?? 0, body: parsed }), reject);
      });
      request.once('error', reject);
      request.end(bytes ?? undefined);
    }),
    close: () => agent.destroy(),
  };
}
