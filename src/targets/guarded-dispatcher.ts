import { Agent, buildConnector } from 'undici';
import { isLoopback } from '#kit/is-loopback';
import { RedrillError } from '#kit/redrill-error';

/** The one address that redrill's own clients may reach in sandbox mode. */
export interface LoopbackAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * Reads the sandbox's endpoint and refuses anything that is not a literal loopback address with a port:
 * a name such as localhost would be resolved by somebody else.
 */
export function loopbackAddress(endpoint: URL): LoopbackAddress {
  const host = endpoint.hostname.replace(/^\[(.*)\]$/, '$1');
  if (endpoint.protocol !== 'http:' || !isLoopback(host) || endpoint.port === '' || endpoint.username !== '' || endpoint.password !== '') {
    throw new RedrillError('targets.not-loopback', `the sandbox's endpoint ${endpoint.origin} is not http on a literal loopback address with a port (such as http://127.0.0.1:4510): start the sandbox again with "redrill sandbox up"`, { exitCode: 5 });
  }
  return { host, port: Number(endpoint.port) };
}

/** Throws unless a socket is about to open to exactly the sandbox's host and port. */
export function assertSandboxSocket(allowed: LoopbackAddress, wanted: { readonly host: string; readonly port: number }): void {
  const host = wanted.host.replace(/^\[(.*)\]$/, '$1');
  if (host === allowed.host && wanted.port === allowed.port) return;
  throw unreachable(allowed, `${host}:${wanted.port}`);
}

/** A connect function for undici that opens sockets to the sandbox only. */
export function guardedConnect(endpoint: URL): buildConnector.connector {
  const allowed = loopbackAddress(endpoint);
  const connect = buildConnector({ timeout: 10_000, keepAlive: true });
  return (options, callback) => {
    try {
      if (options.protocol !== 'http:' || options.socketPath) throw unreachable(allowed, options.socketPath ?? `${options.protocol}//${options.hostname}`);
      assertSandboxSocket(allowed, { host: options.hostname, port: Number(options.port) });
    } catch (error) {
      callback(error as Error, null);
      return;
    }
    connect(options, callback);
  };
}

/** An undici agent whose every socket goes to the sandbox. */
export function guardedAgent(endpoint: URL, options: { readonly connections?: number; readonly headersTimeout?: number; readonly bodyTimeout?: number } = {}): Agent {
  return new Agent({ connections: 256, ...options, connect: guardedConnect(endpoint), pipelining: 1, allowH2: false });
}

function unreachable(allowed: LoopbackAddress, wanted: string): RedrillError {
  return new RedrillError('targets.unreachable', `in sandbox mode redrill's clients reach only ${allowed.host}:${allowed.port}; a connection to ${wanted} was refused before it opened`, { actor: 'redrill', exitCode: 5 });
}
