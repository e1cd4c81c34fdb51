import { RedrillError } from '#kit/redrill-error';
import type { Failure, FailureKind } from '../s3/s3-failure.ts';

const THROTTLES = new Set(['ProvisionedThroughputExceededException', 'ThrottlingException', 'RequestLimitExceeded', 'ThrottledException', 'SlowDown', 'ServiceUnavailable', 'ServiceUnavailableException', 'TransactionInProgressException']);
const EXPIRED = new Set(['ExpiredTokenException', 'ExpiredToken']);
const TRANSIENT = new Set(['InternalServerError', 'InternalFailure', 'RequestTimeout']);

/** Reads an error answer of DynamoDB's JSON protocol; the code stands behind a number sign. */
export function dynamodbFailure(status: number, headers: Readonly<Record<string, string>>, body: Buffer): Failure {
  const { code, message } = readError(status, body);
  return { kind: kindOf(status, code), code, message, ambiguous: status >= 500 && !THROTTLES.has(code), status, headers };
}

function kindOf(status: number, code: string): FailureKind {
  if (THROTTLES.has(code) || status === 429 || status === 503) return 'throttle';
  if (EXPIRED.has(code)) return 'refresh';
  return TRANSIENT.has(code) || status >= 500 ? 'transient' : 'fatal';
}

function readError(status: number, body: Buffer): { readonly code: string; readonly message: string } {
  try {
    const { __type: type, message, Message } = JSON.parse(body.toString('utf8')) as { readonly __type?: string; readonly message?: string; readonly Message?: string };
    return { code: type?.split('#').at(-1) || `Http${status}`, message: message ?? Message ?? `HTTP ${status}` };
  } catch {
    // A proxy or load balancer answered in plain text: the status is all there is, and the retry rules still apply to it.
    return { code: `Http${status}`, message: `HTTP ${status} with a body that is no JSON` };
  }
}

/** The error callers see: code `dynamodb.<AWS code>`, AWS's own words, and what was asked. */
export function dynamodbError(failure: Failure, what: string, attempts: number, cause?: unknown): RedrillError {
  const notes = [failure.status === null ? null : `HTTP ${failure.status}`, attempts > 1 ? `after ${attempts} attempts` : null].filter((note) => note !== null);
  return new RedrillError(`dynamodb.${failure.code}`, `${what}: ${failure.code}: ${failure.message}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`, { actor: 'platform', ...(cause === undefined ? {} : { cause }) });
}
