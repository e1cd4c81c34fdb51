import { RedrillError } from '#kit/redrill-error';

const OF_OURS = /^(?:rds|ssm|backup|kms)\.([A-Z]\w+)$/;

/**
 * The AWS error code of a failed call to a control plane, without the suffix `Fault` that the SDK adds to some; null for anything else
 * (a broken connection).
 */
export function rdsCode(error: unknown): string | null {
  if (error instanceof RedrillError) return OF_OURS.exec(error.code)?.[1]?.replace(/Fault$/, '') ?? null;
  if (!(error instanceof Error)) return null;
  const { $metadata } = error as Error & { readonly $metadata?: { readonly httpStatusCode?: number } };
  return $metadata?.httpStatusCode === undefined ? null : error.name.replace(/Fault$/, '');
}
