import { readFileSync } from 'node:fs';
import { isLoopback } from '#kit/is-loopback';
import { usageError } from '#kit/redrill-error';

/**
 * Where users reach the platform: an address, or what a file says. Null while nothing says so. In sandbox mode only an address of this machine
 * is one: journeys and load must never reach a platform that other people use. Throws RedrillError service.foreign-host.
 */
export function serviceUrl(said: string | null, { state, kind }: { readonly state: string; readonly kind: 'sandbox' | 'aws' }): URL | null {
  if (said === null) return null;
  const url = /^https?:\/\//i.test(said) ? new URL(said) : readUrl(said.replaceAll('{state}', state));
  if (url !== null && kind === 'sandbox' && !isLoopback(url.hostname.replace(/^\[(.*)\]$/, '$1'))) {
    throw usageError('service.foreign-host', `service.url leads to ${url.origin}, which is not on this machine (${said}); a drill of the sandbox lets users and load go to a literal loopback address only, such as http://127.0.0.1:8080`);
  }
  return url;
}

function readUrl(file: string): URL | null {
  try {
    const { url } = JSON.parse(readFileSync(file, 'utf8')) as { readonly url?: unknown };
    return typeof url === 'string' ? new URL(url) : null;
  } catch {
    // Not written yet, or being written: whoever asks says that nobody knows the address.
    return null;
  }
}
