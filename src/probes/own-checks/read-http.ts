import { request } from 'undici';
import { isLoopback } from '#kit/is-loopback';
import { usageError } from '#kit/redrill-error';
import type { CheckOf, CheckValue, CheckWorld } from './read-value.ts';

const TIMEOUT_MS = 15_000;
const MOST_BYTES = 4 * 1024 * 1024;

/** One GET, without following redirects; the value is the body. */
export async function readHttp({ targets, serviceUrl }: CheckWorld, { id, url }: CheckOf<'http'>, signal: AbortSignal): Promise<CheckValue> {
  const target = urlOf(id, url, serviceUrl());
  const host = target.hostname.replace(/^\[(.*)\]$/, '$1');
  if (targets.kind === 'sandbox' && !isLoopback(host)) throw usageError('check.foreign-host', `check ${id}: ${target.origin} is not on this machine, and a drill of the sandbox opens no connection elsewhere; give an address such as http://127.0.0.1:8080, or a path below service.url`);
  const response = await request(target, { method: 'GET', signal, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });
  const body = await readText(response.body);
  return { value: body, code: response.statusCode, detail: target.pathname };
}

function urlOf(id: string, url: string, base: URL | null): URL {
  if (!URL.canParse(url) && base === null) throw usageError('check.no-url', `check ${id}: ${url} is a path, and service.url does not say below what`);
  return base === null ? new URL(url) : new URL(url, base);
}

async function readText(body: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of body) {
    parts.push(part);
    bytes += part.length;
    if (bytes > MOST_BYTES) throw usageError('check.too-long', `the answer is longer than ${MOST_BYTES} bytes, which is no check any more`);
  }
  return Buffer.concat(parts).toString('utf8');
}
