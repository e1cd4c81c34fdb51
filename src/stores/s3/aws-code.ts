import { RedrillError } from '#kit/redrill-error';

const BELOW_HTTP = new Set(['Timeout', 'ConnectionRefused', 'ConnectionLost', 'TruncatedResponse']);

/** The AWS error code of a failure, whether the SDK or the lean data plane threw it; null for anything else (a broken connection). */
export function awsCode(error: unknown): string | null {
  if (error instanceof RedrillError) {
    const code = /^s3\.([A-Z]\w+)$/.exec(error.code)?.[1];
    return code === undefined || BELOW_HTTP.has(code) ? null : code;
  }
  if (!(error instanceof Error)) return null;
  const { Code, $metadata } = error as Error & { readonly Code?: unknown; readonly $metadata?: { readonly httpStatusCode?: number } };
  if (typeof Code === 'string') return Code;
  return $metadata?.httpStatusCode === undefined ? null : error.name;
}
