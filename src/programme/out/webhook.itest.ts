import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { sendWebhook } from './webhook.ts';

interface Seen {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A receiver that answers as told, and what it was sent. */
async function withReceiver(answer: (n: number, response: ServerResponse) => void, work: (url: string, seen: readonly Seen[]) => Promise<void>): Promise<void> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
      seen.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
      answer(seen.length, response);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, seen);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
const hook = (url: string, secretVariable: string | null = null) => ({ url, events: ['end'] as ('end')[], secretVariable });
const message = { event: 'end', data: { verdict: 'pass' } } as const;

it('a message carries a signature over its time and its body, which only the holder of the secret can make', async () => {
  await withReceiver((_, response) => response.writeHead(204).end(), async (url, seen) => {
    expect(await sendWebhook(hook(url, 'HOOK_SECRET'), message, { HOOK_SECRET: 's3cret' })).toMatchObject({ ok: true, tries: 1, why: null });
    const [one] = seen;
    expect(one?.headers['redrill-signature']).toBe(`sha256=${createHmac('sha256', 's3cret').update(`${String(one?.headers['redrill-timestamp'])}.${one?.body}`).digest('hex')}`);
    expect(JSON.parse(one?.body ?? '')).toMatchObject({ schema: 'redrill.webhook/1', event: 'end', verdict: 'pass', id: one?.headers['redrill-id'] });
    expect(one?.body).not.toContain('s3cret');
  });
});

it('a receiver that is busy is asked three times, one that refuses or redirects once, and neither throws', async () => {
  await withReceiver((n, response) => response.writeHead(n < 3 ? 503 : 200).end(), async (url, seen) => {
    expect(await sendWebhook(hook(url), message, {})).toMatchObject({ ok: true, tries: 3 });
    expect(new Set(seen.map(({ body }) => body)).size).toBe(1);
  });
  await withReceiver((_, response) => response.writeHead(500).end(), async (url) => expect(await sendWebhook(hook(url), message, {})).toMatchObject({ ok: false, tries: 3, why: 'answered with 500' }));
  await withReceiver((_, response) => response.writeHead(403).end(), async (url) => expect(await sendWebhook(hook(url), message, {})).toMatchObject({ ok: false, tries: 1, why: 'answered with 403' }));
  await withReceiver((_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(), async (url, seen) => {
    expect(await sendWebhook(hook(url), message, {})).toMatchObject({ ok: false, tries: 1, why: 'answered with 302' });
    expect(seen).toHaveLength(1);
  });
});

it('nobody there, and a secret that is not set, are said and not thrown', async () => {
  expect(await sendWebhook(hook('http://127.0.0.1:1/x'), message, {})).toMatchObject({ ok: false, tries: 3 });
  expect(await sendWebhook(hook('http://127.0.0.1:1/x', 'HOOK_SECRET'), message, {})).toMatchObject({ ok: false, tries: 0, why: expect.stringContaining('HOOK_SECRET is not set') as unknown });
});
