import type { IncomingMessage } from 'node:http';
import { AwsError } from '../service.ts';
import type { Authenticated } from './authenticate.ts';
import { AwsChunkedDecoder } from './body/aws-chunked.ts';
import type { BodyFilter } from './body/body-filter.ts';
import { ChunkSigner } from './body/chunk-signer.ts';
import { payloadMode } from './body/payload-mode.ts';
import { plainBody } from './body/plain-body.ts';
import { NO_BODY, readRequestBody, type RequestBody } from './body/request-body.ts';
import { withTrailerChecksum } from './body/trailer-checksum.ts';
import type { RequestHead } from './request-head.ts';

/** SHA-256 of nothing: what most requests without a body sign. */
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** The body of an S3 request with the checks its headers call for; `trailers` is filled while it is read. */
export async function readS3Body(request: IncomingMessage, head: RequestHead, { auth, trailers }: { readonly auth: Authenticated; readonly trailers: Record<string, string> }): Promise<RequestBody> {
  if (head.headers['content-length'] === undefined && head.headers['transfer-encoding'] === undefined) {
    if (auth.payloadHash !== null && auth.payloadHash !== EMPTY && payloadMode(auth.payloadHash).kind !== 'unsigned') bodyFilter(head, auth, trailers).end();
    return NO_BODY;
  }
  return readRequestBody(request, bodyFilter(head, auth, trailers));
}

function bodyFilter({ headers }: RequestHead, auth: Authenticated, trailers: Record<string, string>): BodyFilter {
  const mode = payloadMode(auth.payloadHash ?? unsignedMode(headers));
  if (mode.kind === 'unsigned') return plainBody(null);
  if (mode.kind === 'hash') return plainBody(mode.sha256);
  const decoded = headers['x-amz-decoded-content-length'];
  if (decoded === undefined || !/^\d+$/.test(decoded)) throw new AwsError('MissingContentLength', 'You must provide the Content-Length HTTP header.', { status: 411 });
  const announced = mode.trailing ? (headers['x-amz-trailer'] ?? '').toLowerCase().split(',').map((name) => name.trim()).filter((name) => name !== '') : [];
  const decoder = new AwsChunkedDecoder({
    decodedLength: Number(decoded),
    signer: mode.signed && auth.claim && auth.key ? new ChunkSigner(auth.claim, auth.key) : null,
    trailing: mode.trailing,
    onTrailer: (name, value) => { trailers[name] = value; },
  });
  return announced.length === 0 ? decoder : withTrailerChecksum(decoder, announced, trailers);
}

/** An unsigned request may still be framed; signed framing without a signature cannot be checked. */
function unsignedMode(headers: Readonly<Record<string, string>>): string {
  const announced = headers['x-amz-content-sha256'];
  return announced === undefined || announced.startsWith('STREAMING-AWS4') ? 'UNSIGNED-PAYLOAD' : announced;
}
