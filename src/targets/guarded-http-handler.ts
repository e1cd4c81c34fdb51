import { Agent as HttpAgent } from 'node:http';
import type { AgentOptions } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { assertSandboxSocket, loopbackAddress } from './guarded-dispatcher.ts';
import type { LoopbackAddress } from './guarded-dispatcher.ts';

const POOL: AgentOptions = { keepAlive: true, maxSockets: 64 };

/** The SDK's request handler; in sandbox mode (an endpoint is given) its agents refuse every other host and all of https. */
export function guardedHttpHandler(endpoint: URL | null, answerMs = 60_000): NodeHttpHandler {
  const limits = { connectionTimeout: Math.min(10_000, answerMs), requestTimeout: answerMs, throwOnRequestTimeout: true };
  if (endpoint === null) return new NodeHttpHandler({ ...limits, httpsAgent: new HttpsAgent(POOL) });
  const allowed = loopbackAddress(endpoint);
  return new NodeHttpHandler({ ...limits, httpAgent: new SandboxAgent(allowed), httpsAgent: new RefusingAgent(allowed) });
}

class SandboxAgent extends HttpAgent {
  private readonly allowed: LoopbackAddress;

  constructor(allowed: LoopbackAddress) {
    super(POOL);
    this.allowed = allowed;
  }

  override createConnection(options: Parameters<HttpAgent['createConnection']>[0], callback?: Parameters<HttpAgent['createConnection']>[1]): Duplex | null | undefined {
    assertSandboxSocket(this.allowed, { host: String(options.host), port: Number(options.port) });
    return super.createConnection({ ...options, socketPath: undefined, lookup: undefined } as typeof options, callback);
  }
}

class RefusingAgent extends HttpsAgent {
  private readonly allowed: LoopbackAddress;

  constructor(allowed: LoopbackAddress) {
    super(POOL);
    this.allowed = allowed;
  }

  override createConnection(options: Parameters<HttpAgent['createConnection']>[0]): Duplex | null | undefined {
    // Even the right port is refused: the sandbox speaks no TLS, so whoever answers it is somebody else.
    assertSandboxSocket(this.allowed, { host: `https://${String(options.host)}`, port: Number(options.port) });
    return null;
  }
}
