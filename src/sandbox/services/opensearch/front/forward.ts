import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline, type Readable, type Writable } from 'node:stream';
import type { EngineAccess } from '../engine/search-engines.ts';
import { DataError, dataErrors } from './data-error.ts';
import type { DataRequest } from './data-request.ts';

/** Headers between two hops, and those that concern the service in front only. */
const NOT_FORWARDED = /^(connection|keep-alive|transfer-encoding|te|trailer|upgrade|expect|host|proxy-.*|authorization|x-amz-.*|x-amzn-.*)$/;
const NOT_ANSWERED = /^(connection|keep-alive|transfer-encoding)$/;

interface Forwarded {
  readonly access: EngineAccess;
  readonly domain: string;
  readonly request: DataRequest;
  /** Null: no body. */
  readonly body: Readable | Buffer | null;
  readonly response: ServerResponse;
}

/** Hands a request to the engine and its answer to the client, both as they come. Rejects with DataError while the client can still be told. */
export async function forward({ access, domain, request, body, response }: Forwarded): Promise<void> {
  const answered = Promise.withResolvers<IncomingMessage>();
  const path = `${request.rawPath}${request.rawQuery === '' ? '' : `?${unsigned(request.rawQuery)}`}`;
  const outgoing = access.open({ method: request.method, path, headers: engineHeaders(request, body) }, answered.resolve);
  outgoing.once('error', (error) => answered.reject(error instanceof DataError ? error : dataErrors.unavailable(domain, `its engine broke the connection off (${error.message}).`)));
  response.once('close', () => { if (!response.writableFinished) outgoing.destroy(); });
  if (body === null || Buffer.isBuffer(body)) outgoing.end(body ?? undefined);
  // an answer that comes before the body's end (413) is the answer
  else through(body, outgoing).catch((error: unknown) => answered.reject(error));
  const answer = await answered.promise;
  response.writeHead(answer.statusCode ?? 502, Object.fromEntries(Object.entries(answer.headers).filter(([name]) => !NOT_ANSWERED.test(name))));
  await through(answer, response);
}

/** The promise form of `pipeline` makes an abort signal for each use, which costs more than the rest of a small request. */
function through(from: Readable, to: Writable): Promise<void> {
  return new Promise((resolve, reject) => {
    pipeline(from, to, (error) => (error ? reject(error) : resolve()));
  });
}

function engineHeaders({ headers }: DataRequest, body: Forwarded['body']): Record<string, string | number> {
  const kept: Record<string, string | number> = Object.fromEntries(Object.entries(headers).filter(([name]) => !NOT_FORWARDED.test(name)));
  if (Buffer.isBuffer(body)) kept['content-length'] = body.length;
  else if (body === null) delete kept['content-length'];
  return kept;
}

/** The signature of a presigned URL is for the service, not for the engine, which knows no such parameters. */
function unsigned(rawQuery: string): string {
  return rawQuery.includes('X-Amz-') ? rawQuery.split('&').filter((part) => !part.startsWith('X-Amz-')).join('&') : rawQuery;
}
