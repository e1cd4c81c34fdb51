import { AuthError } from '../auth-error.ts';

/** What a signed request says about its signature, from the Authorization header or from the query of a presigned URL. */
export interface SignatureClaim {
  readonly where: 'header' | 'query';
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly amzDate: string;
  readonly token: string | null;
  /** Seconds a presigned URL is valid; null for header signatures. */
  readonly expiresSeconds: number | null;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const WEEK_SECONDS = 604_800;
const HEADER = /^AWS4-HMAC-SHA256 +Credential=([^,\s]+)\s*,\s*SignedHeaders=([^,\s]+)\s*,\s*Signature=([0-9a-fA-F]+)\s*$/;

/** Reads the signature of a request; null for an unsigned one. Throws AuthError for a malformed or unsupported one. */
export function parseSignature(headers: Readonly<Record<string, string>>, rawQuery: string): SignatureClaim | null {
  const authorization = headers['authorization'];
  if (authorization !== undefined) return fromHeader(authorization, headers);
  return rawQuery.includes('X-Amz-Algorithm=') || rawQuery.includes('X-Amz-Credential=') ? fromQuery(new URLSearchParams(rawQuery)) : refuseVersion2(rawQuery);
}

/** The service named in the credential scope, even when the rest of the signature is broken; null when there is none. */
export function claimedService(headers: Readonly<Record<string, string>>, rawQuery: string): string | null {
  return /\/([a-z0-9-]+)\/aws4_request/.exec(credentialText(headers, rawQuery))?.[1] ?? null;
}

/** Key and region named in the credential scope, which nobody has verified; null when there is none. */
export function claimedScope(headers: Readonly<Record<string, string>>, rawQuery: string): { readonly accessKeyId: string; readonly region: string } | null {
  const [, accessKeyId = '', region = ''] = /(?:Credential=|^)([^\s,/]+)\/\d+\/([a-z0-9-]+)\/[a-z0-9-]+\/aws4_request/.exec(credentialText(headers, rawQuery)) ?? [];
  return region === '' ? null : { accessKeyId, region };
}

function credentialText(headers: Readonly<Record<string, string>>, rawQuery: string): string {
  return headers['authorization'] ?? (rawQuery.includes('X-Amz-Credential=') ? new URLSearchParams(rawQuery).get('X-Amz-Credential') ?? '' : '');
}

function fromHeader(authorization: string, headers: Readonly<Record<string, string>>): SignatureClaim {
  const match = HEADER.exec(authorization) ?? reordered(authorization);
  if (!match) throw malformedHeader(authorization);
  const [, credential = '', signedHeaders = '', signature = ''] = match;
  const amzDate = headers['x-amz-date'] ?? '';
  if (!/^\d{8}T\d{6}Z$/.test(amzDate)) throw new AuthError({ kind: 'no-date' });
  return { where: 'header', ...scope(credential, 'header'), signedHeaders: signedHeaders.toLowerCase().split(';'), signature, amzDate, token: headers['x-amz-security-token'] ?? null, expiresSeconds: null };
}

/** The three parts in another order, which AWS accepts too. */
function reordered(authorization: string): readonly string[] | null {
  if (!authorization.startsWith(`${ALGORITHM} `)) return null;
  const part = (name: string): string | undefined => new RegExp(`[\\s,]${name}=([^,\\s]+)`).exec(authorization)?.[1];
  const [credential, signedHeaders, signature] = [part('Credential'), part('SignedHeaders'), part('Signature')];
  return credential && signedHeaders && signature ? ['', credential, signedHeaders, signature] : null;
}

function malformedHeader(authorization: string): AuthError {
  if (authorization.startsWith('AWS4-HMAC-SHA256')) {
    const missing = ['Credential', 'SignedHeaders', 'Signature'].find((name) => !authorization.includes(`${name}=`)) ?? 'Signature';
    return new AuthError({ kind: 'malformed', where: 'header', detail: `Authorization header requires '${missing}' parameter. Authorization=${authorization.slice(0, 300)}` });
  }
  return new AuthError({ kind: 'unsupported', detail: 'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.' });
}

function fromQuery(query: URLSearchParams): SignatureClaim {
  const need = (name: string): string => {
    const value = query.get(name);
    if (value === null || value === '') throw queryError('Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.');
    return value;
  };
  if (need('X-Amz-Algorithm') !== ALGORITHM) throw queryError('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"');
  const amzDate = need('X-Amz-Date');
  if (!/^\d{8}T\d{6}Z$/.test(amzDate)) throw queryError('X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd\'T\'HHmmss\'Z\'"');
  const expiresSeconds = Number(need('X-Amz-Expires'));
  if (!Number.isInteger(expiresSeconds)) throw queryError('X-Amz-Expires should be a number');
  if (expiresSeconds < 0) throw queryError('X-Amz-Expires must be non-negative');
  if (expiresSeconds > WEEK_SECONDS) throw queryError('X-Amz-Expires must be less than a week (in seconds) that is 604800');
  return {
    where: 'query',
    ...scope(need('X-Amz-Credential'), 'query'),
    signedHeaders: need('X-Amz-SignedHeaders').toLowerCase().split(';'),
    signature: need('X-Amz-Signature'),
    amzDate,
    token: query.get('X-Amz-Security-Token'),
    expiresSeconds,
  };
}

function refuseVersion2(rawQuery: string): null {
  if (/(^|&)AWSAccessKeyId=/.test(rawQuery)) throw new AuthError({ kind: 'unsupported', detail: 'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.' });
  return null;
}

function scope(credential: string, where: 'header' | 'query'): Pick<SignatureClaim, 'accessKeyId' | 'date' | 'region' | 'service'> {
  const parts = credential.split('/');
  const end = parts.splice(-4);
  const [date = '', region = '', service = '', terminator = ''] = end;
  const accessKeyId = parts.join('/');
  const bad = (detail: string): AuthError => new AuthError({ kind: 'malformed', where, detail });
  if (accessKeyId === '' || end.length < 4) throw bad('the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".');
  if (!/^\d{8}$/.test(date)) throw bad(`incorrect date format "${date}". This date in the credential must be in the format "yyyyMMdd".`);
  if (terminator !== 'aws4_request') throw bad(`incorrect terminal "${terminator}". This endpoint belongs to "aws4_request".`);
  if (region === '' || service === '') throw bad('the Credential is mal-formed; region and service must not be empty.');
  return { accessKeyId, date, region, service };
}

function queryError(detail: string): AuthError {
  return new AuthError({ kind: 'malformed', where: 'query', detail });
}
