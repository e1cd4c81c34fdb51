import type { FailureKind } from '../s3/s3-failure.ts';
import type { ExchangeResponse } from '../s3/exchange.ts';

/** How a failed answer of a REST-JSON service may be treated. */
export interface JsonFailure {
  readonly kind: FailureKind;
  readonly code: string;
  readonly message: string;
}

const THROTTLES = new Set(['RequestThrottledException', 'ThrottlingException', 'Throttling', 'TooManyRequestsException', 'RequestLimitExceeded', 'SlowDown', 'ServiceUnavailable']);
const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException']);

/** Reads an error answer: the code stands in a header or in the body, with or without a namespace around it. */
export function jsonFailure({ status, headers, body }: ExchangeResponse): JsonFailure {
  const said = read(body);
  const code = bare(headers['x-amzn-errortype'] ?? said.code) || `Http${status}`;
  return { kind: kindOf(status, code), code, message: said.message || `HTTP ${status}` };
}

function kindOf(status: number, code: string): FailureKind {
  if (THROTTLES.has(code) || status === 429 || status === 503) return 'throttle';
  if (EXPIRED.has(code)) return 'refresh';
  return status >= 500 ? 'transient' : 'fatal';
}

/** `com.amazonaws.ebs#ResourceNotFoundException:http://...` -> `ResourceNotFoundException`. */
function bare(code: string): string {
  return code.replace(/:.*$/s, '').replace(/^[^#]*#/, '');
}

function read(body: Buffer): { readonly code: string; readonly message: string } {
  try {
    const { __type = '', code = '', message, Message } = JSON.parse(body.toString('utf8')) as { __type?: string; code?: string; message?: string; Message?: string };
    return { code: __type || code, message: message ?? Message ?? '' };
  } catch {
    // A proxy answered in HTML or nothing: the status is all there is, and the retry rules still apply to it.
    return { code: '', message: '' };
  }
}
