import { amzDate, dateOfMicros } from '#kit/dates';
import { AwsError } from '../service.ts';
import type { AuthProblem } from './auth-error.ts';

const MAX_SKEW_MS = 900_000;
const MISMATCH = 'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
const BAD_TOKEN = 'The security token included in the request is invalid.';
const OLD_TOKEN = 'The security token included in the request is expired';

/** Words an authentication problem as the addressed service does: S3, a Query service (STS) or a JSON service (SSM). */
export function wordAuthError(problem: AuthProblem, family: 'restXml' | 'awsQuery' | 'awsJson'): AwsError {
  if (family === 'restXml') return s3(problem);
  return family === 'awsQuery' ? query(problem) : json(problem);
}

function s3(problem: AuthProblem): AwsError {
  switch (problem.kind) {
    case 'missing': return denied('Access Denied');
    case 'unsupported': return new AwsError('InvalidRequest', problem.detail);
    case 'malformed': return problem.where === 'header'
      ? new AwsError('AuthorizationHeaderMalformed', `The authorization header is malformed; ${problem.detail}`)
      : new AwsError('AuthorizationQueryParametersError', problem.detail);
    case 'unsigned-header': return new AwsError('AccessDenied', 'There were headers present in the request which were not signed', { status: 403, fields: { HeadersNotSigned: problem.name } });
    case 'no-date': return denied('AWS authentication requires a valid Date or x-amz-date header');
    case 'no-payload-hash': return new AwsError('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
    case 'unknown-key': return new AwsError('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', { status: 403, fields: { AWSAccessKeyId: problem.accessKeyId } });
    case 'bad-token': return new AwsError('InvalidToken', 'The provided token is malformed or otherwise invalid.');
    case 'expired-token': return new AwsError('ExpiredToken', 'The provided token has expired.');
    case 'mismatch': return new AwsError('SignatureDoesNotMatch', 'The request signature we calculated does not match the signature you provided. Check your key and signing method.', {
      status: 403,
      fields: { AWSAccessKeyId: problem.accessKeyId, StringToSign: problem.stringToSign, SignatureProvided: problem.signature, CanonicalRequest: problem.canonicalRequest },
    });
    case 'skewed': return new AwsError('RequestTimeTooSkewed', 'The difference between the request time and the current time is too large.', {
      status: 403,
      fields: { RequestTime: problem.amzDate, ServerTime: iso(problem.serverMs), MaxAllowedSkewMilliseconds: String(MAX_SKEW_MS) },
    });
    case 'expired-request': return new AwsError('AccessDenied', 'Request has expired', {
      status: 403,
      fields: { 'X-Amz-Expires': String(problem.expiresSeconds), Expires: iso(problem.expiresAtMs), ServerTime: iso(problem.serverMs) },
    });
  }
}

function query(problem: AuthProblem): AwsError {
  switch (problem.kind) {
    case 'missing': return new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', { status: 403 });
    case 'unsupported': case 'malformed': return new AwsError('IncompleteSignature', problem.detail);
    case 'unsigned-header': return new AwsError('SignatureDoesNotMatch', `'${problem.name}' must be a 'SignedHeader' in the AWS Authorization.`, { status: 403 });
    case 'no-date': return new AwsError('IncompleteSignature', 'Authorization header requires existence of either a \'X-Amz-Date\' or a \'Date\' header.');
    case 'no-payload-hash': return new AwsError('IncompleteSignature', 'The request carries no payload hash.');
    case 'unknown-key': case 'bad-token': return new AwsError('InvalidClientTokenId', BAD_TOKEN, { status: 403 });
    case 'expired-token': return new AwsError('ExpiredToken', OLD_TOKEN, { status: 403 });
    case 'mismatch': return new AwsError('SignatureDoesNotMatch', MISMATCH, { status: 403 });
    case 'skewed': return new AwsError('SignatureDoesNotMatch', skewText(problem), { status: 403 });
    case 'expired-request': return new AwsError('SignatureDoesNotMatch', `Signature expired: the request was valid for ${problem.expiresSeconds} seconds`, { status: 403 });
  }
}

function json(problem: AuthProblem): AwsError {
  switch (problem.kind) {
    case 'missing': return new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token');
    case 'unsupported': case 'malformed': return new AwsError('IncompleteSignatureException', problem.detail);
    case 'unsigned-header': return new AwsError('InvalidSignatureException', `'${problem.name}' must be a 'SignedHeader' in the AWS Authorization.`);
    case 'no-date': return new AwsError('IncompleteSignatureException', 'Authorization header requires existence of either a \'X-Amz-Date\' or a \'Date\' header.');
    case 'no-payload-hash': return new AwsError('IncompleteSignatureException', 'The request carries no payload hash.');
    case 'unknown-key': case 'bad-token': return new AwsError('UnrecognizedClientException', BAD_TOKEN);
    case 'expired-token': return new AwsError('ExpiredTokenException', OLD_TOKEN);
    case 'mismatch': return new AwsError('InvalidSignatureException', MISMATCH);
    case 'skewed': return new AwsError('InvalidSignatureException', skewText(problem));
    case 'expired-request': return new AwsError('InvalidSignatureException', `Signature expired: the request was valid for ${problem.expiresSeconds} seconds`);
  }
}

function skewText({ amzDate: at, serverMs }: { readonly amzDate: string; readonly serverMs: number }): string {
  const server = amzDate(serverMs);
  return at < server
    ? `Signature expired: ${at} is now earlier than ${amzDate(serverMs - MAX_SKEW_MS)} (${server} - 15 min.)`
    : `Signature not yet current: ${at} is still later than ${amzDate(serverMs + MAX_SKEW_MS)} (${server} + 15 min.)`;
}

function denied(message: string): AwsError {
  return new AwsError('AccessDenied', message, { status: 403 });
}

function iso(ms: number): string {
  return dateOfMicros(ms * 1000).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
