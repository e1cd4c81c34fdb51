import { RedrillError } from '#kit/redrill-error';
import type { SearchAnswer, SearchRequest } from './search-client.ts';

/** The code of an error of a search domain, `index_not_found_exception` or `AccessDenied`; null where nobody answered or it is another error. */
export function searchCode(error: unknown): string | null {
  if (!(error instanceof RedrillError) || !error.code.startsWith('opensearch.')) return null;
  const code = error.code.slice('opensearch.'.length);
  return NOBODY.has(code) ? null : code;
}

const NOBODY = new Set(['ConnectionRefused', 'ConnectionLost', 'Timeout']);

/** Whether an error says that an index, alias or snapshot is not there. */
export function isAbsent(error: unknown): boolean {
  return ['index_not_found_exception', 'aliases_not_found_exception', 'snapshot_missing_exception', 'resource_not_found_exception', 'NotFound', 'NoDomain'].includes(searchCode(error) ?? '');
}

interface Refusal {
  readonly error?: { readonly type?: string; readonly reason?: string } | string;
  readonly Message?: string;
  readonly message?: string;
}

/** A refusal as an error: OpenSearch's own type and reason, or what the service in front of it said. */
export function refusalOf(where: string, { method, path }: SearchRequest, { status, body }: SearchAnswer): RedrillError {
  const said = parse(body);
  const error = typeof said?.error === 'object' ? said.error : undefined;
  const code = error?.type ?? BY_STATUS[status] ?? `Http${status}`;
  const reason = error?.reason ?? (typeof said?.error === 'string' ? said.error : undefined) ?? said?.Message ?? said?.message ?? `HTTP ${status}`;
  return new RedrillError(`opensearch.${code}`, `${method} ${path} at ${where}: ${code}: ${reason} (HTTP ${status})`, { actor: 'platform' });
}

const BY_STATUS: Readonly<Record<number, string>> = { 400: 'BadRequest', 401: 'AccessDenied', 403: 'AccessDenied', 404: 'NotFound', 413: 'TooLarge', 429: 'TooManyRequests', 503: 'ServiceUnavailable' };

function parse(body: Buffer): Refusal | null {
  try {
    return JSON.parse(body.toString('utf8')) as Refusal;
  } catch {
    // A load balancer answered in HTML or plain text: the status is all there is.
    return null;
  }
}
