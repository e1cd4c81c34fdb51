import { RedrillError } from '#kit/redrill-error';

const OF_OURS = /^(?:ebs|rbin|ssm|backup|kms)\.([A-Z][\w.]+)$/;
const BELOW_HTTP = new Set(['Timeout', 'ConnectionRefused', 'ConnectionLost']);

/** The AWS error code of a failed call about volumes or snapshots (`InvalidVolume.NotFound`); null for anything else (a broken connection). */
export function ebsCode(error: unknown): string | null {
  if (error instanceof RedrillError) {
    const code = OF_OURS.exec(error.code)?.[1];
    return code === undefined || BELOW_HTTP.has(code) ? null : code;
  }
  if (!(error instanceof Error)) return null;
  const { $metadata } = error as Error & { readonly $metadata?: { readonly httpStatusCode?: number } };
  return $metadata?.httpStatusCode === undefined ? null : error.name;
}
