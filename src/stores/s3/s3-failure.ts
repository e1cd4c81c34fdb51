import { RedrillError } from '#kit/redrill-error';
import { childText, parseXml } from './xml.ts';

/** How a failed request may be treated. `refresh`: credentials expired; `fatal`: the answer will not change by asking again. */
export type FailureKind = 'throttle' | 'transient' | 'refresh' | 'fatal';

export interface Failure {
  readonly kind: FailureKind;
  readonly code: string;
  readonly message: string;
  /** True when S3 may have carried the request out all the same (response lost, 5xx). */
  readonly ambiguous: boolean;
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>>;
}

const THROTTLES = new Set(['SlowDown', 'ServiceUnavailable', 'Throttling', 'ThrottlingException', 'RequestLimitExceeded', 'TooManyRequests', 'RequestThrottled']);
const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired']);
const TRANSIENT = new Set(['InternalError', 'RequestTimeout', 'InternalServerError']);
const BY_STATUS: Readonly<Record<number, string>> = { 301: 'PermanentRedirect', 304: 'NotModified', 400: 'BadRequest', 403: 'AccessDenied', 404: 'NotFound', 405: 'MethodNotAllowed', 409: 'Conflict', 412: 'PreconditionFailed', 429: 'TooManyRequests', 500: 'InternalError', 503: 'ServiceUnavailable' };

/** Reads an error answer; a HEAD has no body, so the status decides. */
export function failureOf(status: number, headers: Readonly<Record<string, string>>, body: Buffer): Failure {
  const { code, message } = readError(status, body);
  return { kind: kindOf(status, code, body.length), code, message, ambiguous: status >= 500 && !THROTTLES.has(code), status, headers };
}

/** The same for an `<Error>` that came with status 200 (CopyObject, CompleteMultipartUpload) or per key (DeleteObjects). */
export function failureOfCode(code: string, message: string): Failure {
  return { kind: kindOf(200, code, 1), code, message, ambiguous: code === 'InternalError', status: 200, headers: {} };
}

function kindOf(status: number, code: string, bodyBytes: number): FailureKind {
  if (THROTTLES.has(code) || status === 429 || status === 503) return 'throttle';
  if (EXPIRED.has(code) || (status === 400 && bodyBytes === 0)) return 'refresh';
  if (TRANSIENT.has(code) || status === 500 || status === 502 || status === 504) return 'transient';
  return 'fatal';
}

function readError(status: number, body: Buffer): { code: string; message: string } {
  const fallback = BY_STATUS[status] ?? `Http${status}`;
  if (body.length === 0) return { code: fallback, message: `HTTP ${status} without a body` };
  try {
    const root = parseXml(body.toString('utf8'));
    const error = root.name === 'Error' ? root : root.children.find((child) => child.name === 'Error');
    return { code: (error && childText(error, 'Code')) || fallback, message: (error && childText(error, 'Message')) || `HTTP ${status}` };
  } catch {
    // A proxy or load balancer answered in HTML or plain text: the status is all there is, and the retry rules still apply to it.
    return { code: fallback, message: `HTTP ${status} with a body that is no XML` };
  }
}

/** A failed exchange below HTTP: reset, refused, timed out, body cut short. */
export function networkFailure(error: unknown): Failure {
  const code = String((error as { code?: unknown })?.code ?? '');
  const text = error instanceof Error ? error.message : String(error);
  const neverSent = code === 'ECONNREFUSED' || code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ENOTFOUND' || code === 'EAI_AGAIN';
  const name = code.includes('TIMEOUT') ? 'Timeout' : code === 'ECONNREFUSED' ? 'ConnectionRefused' : 'ConnectionLost';
  return { kind: 'transient', code: name, message: code === '' ? text : `${text} (${code})`, ambiguous: !neverSent, status: null, headers: {} };
}

/** The error callers see: code `s3.<AWS code>`, AWS's own words, and what was asked. */
export function s3Error(failure: Failure, what: string, attempts: number, cause?: unknown): RedrillError {
  const id = failure.headers['x-amz-request-id'];
  const notes = [failure.status === null ? null : `HTTP ${failure.status}`, id ? `request ${id}` : null, attempts > 1 ? `after ${attempts} attempts` : null].filter((note) => note !== null);
  return new RedrillError(`s3.${failure.code}`, `${what}: ${failure.code}: ${failure.message}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`, { actor: 'platform', ...(cause === undefined ? {} : { cause }) });
}
