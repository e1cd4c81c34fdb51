import { createHmac } from 'node:crypto';
import { request } from 'undici';
import type { WebhookConfig } from '#contract/config.schema';
import { uuid } from '#kit/ids';
import { hideSecrets } from '#kit/secret-text';
import { isoMicros, realNowMs } from '#kit/time';
import { realSleep, withDeadline } from '#kit/wall-clock';

const TRIES = 3;
const TIMEOUT_MS = 5000;
const PAUSE_MS = 500;

export type WebhookEvent = WebhookConfig['events'][number];

/** What became of one message, for the run's folder. */
export interface Delivery {
  readonly id: string;
  readonly at: string;
  readonly event: WebhookEvent;
  readonly ok: boolean;
  readonly tries: number;
  /** Null when it arrived. */
  readonly why: string | null;
}

/**
 * Sends one message and says what became of it; never throws. Network errors, 429 and 5xx are tried again twice; a redirect is not followed. Signed
 * messages carry `redrill-signature: sha256=HMAC(secret, redrill-timestamp + "." + body)`, so that a replayed one can be told by its age.
 */
export async function sendWebhook(config: WebhookConfig, message: { readonly event: WebhookEvent; readonly data: Readonly<Record<string, unknown>> }, env: Readonly<Record<string, string | undefined>>): Promise<Delivery> {
  const id = uuid();
  const at = isoMicros(realNowMs() * 1000);
  const done = (tries: number, why: string | null): Delivery => ({ id, at, event: message.event, ok: why === null, tries, why });
  const secret = config.secretVariable === null ? null : env[config.secretVariable];
  if (secret === undefined || secret === '') return done(0, `${config.secretVariable ?? ''} is not set, so the message could not be signed and was not sent`);
  const body = JSON.stringify({ schema: 'redrill.webhook/1', id, at, event: message.event, ...message.data });
  const headers = { 'content-type': 'application/json', 'redrill-event': message.event, 'redrill-id': id, 'redrill-timestamp': at, ...(secret === null ? {} : { 'redrill-signature': `sha256=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}` }) };
  let why = '';
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const answer = await post(config.url, headers, body);
    if (answer === null) return done(tries, null);
    why = answer.why;
    if (!answer.again) return done(tries, why);
    if (tries < TRIES) await realSleep(PAUSE_MS * tries);
  }
  return done(TRIES, why);
}

/** Null when it arrived. */
async function post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<{ readonly why: string; readonly again: boolean } | null> {
  try {
    const status = await withDeadline(TIMEOUT_MS, async (signal) => {
      const response = await request(url, { method: 'POST', headers, body, signal });
      await response.body.dump({ limit: 65_536 });
      return response.statusCode;
    });
    return status >= 200 && status < 300 ? null : { why: `answered with ${status}`, again: status === 429 || status >= 500 };
  } catch (error) {
    const { name, message } = error as Error;
    return { why: name === 'TimeoutError' ? `no answer within ${TIMEOUT_MS / 1000} s` : message === '' ? name : hideSecrets(message.replaceAll(url, 'the webhook')), again: true };
  }
}
