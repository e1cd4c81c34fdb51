import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { AwsError, FastAnswer } from '../service.ts';
import type { ServedEntry } from '../services.ts';

type ExtraHeaders = Readonly<Record<string, string>>;

/** Sends an answer. Content-length comes from the body unless the answer gives it (HEAD, streams). */
export async function respond(response: ServerResponse, answer: FastAnswer, requestId: string, extra: ExtraHeaders = {}): Promise<void> {
  const { status, body } = answer;
  const headers: Record<string, string | number> = { 'x-amz-request-id': requestId, ...answer.headers, ...extra };
  if (body === null || Buffer.isBuffer(body)) {
    if (status !== 204 && status !== 304) headers['content-length'] ??= lengthOf(headers, body);
    response.writeHead(status, headers);
    response.end(body ?? undefined);
    return;
  }
  response.writeHead(status, headers);
  if (response.req.method === 'HEAD') {
    body.destroy();
    response.end();
    return;
  }
  // a failing body ends the connection in the middle of the answer: the client sees a cut, never a short object that looks whole
  await pipeline(body, response);
}

/** Sends an error as the service words it; without a body where HTTP has none. */
export function respondError(response: ServerResponse, error: AwsError, { entry, requestId, extra }: { readonly entry: ServedEntry; readonly requestId: string; readonly extra: ExtraHeaders }): void {
  const answer = entry.writeError(error, requestId);
  const bodyless = response.req.method === 'HEAD' || answer.status === 304;
  const body = Buffer.from(answer.body);
  response.writeHead(answer.status, {
    'x-amz-request-id': requestId,
    ...(entry.family === 'awsJson' || entry.family === 'restJson' ? { 'x-amzn-requestid': requestId } : {}),
    ...(bodyless ? {} : { ...answer.headers, 'content-length': body.length }),
    ...extra,
  });
  response.end(bodyless ? undefined : body);
}

/** After an early error the rest of a request body is read away, so that the connection can be used again. */
export function drain(request: IncomingMessage): void {
  if (!request.complete) request.resume();
}

function lengthOf(headers: Readonly<Record<string, string | number>>, body: Buffer | null): number {
  const given = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-length')?.[1];
  return given === undefined ? body?.length ?? 0 : Number(given);
}
