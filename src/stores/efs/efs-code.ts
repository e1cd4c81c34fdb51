import { RedrillError } from '#kit/redrill-error';

const OF_OURS = /^(?:efs|ssm|backup|kms)\.([A-Z]\w+)$/;

/** The code of a refusal by EFS or a control plane around it, by the operating system of a mounted file system (ENOENT), or by redrill's own look; null for anything else (a broken connection). */
export function efsCode(error: unknown): string | null {
  if (error instanceof RedrillError) return OF_OURS.exec(error.code)?.[1] ?? null;
  if (!(error instanceof Error)) return null;
  if ('syscall' in error && 'code' in error && typeof error.code === 'string' && !error.code.startsWith('ECONN') && 'path' in error) return error.code;
  const { $metadata } = error as Error & { readonly $metadata?: { readonly httpStatusCode?: number } };
  return $metadata?.httpStatusCode === undefined ? null : error.name;
}
