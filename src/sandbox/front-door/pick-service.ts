import { claimedService } from './sigv4/parse-signature.ts';

/** Which service a request is for: the credential scope says it; unsigned ones are recognised by their shape, else S3. */
export function pickService(headers: Readonly<Record<string, string>>, rawQuery: string, method: string): string {
  const claimed = claimedService(headers, rawQuery);
  if (claimed !== null) return claimed;
  if (headers['x-amz-target']?.startsWith('AmazonSSM.')) return 'ssm';
  const form = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  return (form && method === 'POST') || /(^|&)Action=/.test(rawQuery) ? 'sts' : 's3';
}
