import { isIPv4, isIPv6 } from 'node:net';

/** Whether a host is a literal loopback address: never a name, which somebody else would resolve, and never a path of a socket. */
export function isLoopback(host: string): boolean {
  return (isIPv4(host) && host.startsWith('127.')) || (isIPv6(host) && host === '::1');
}
