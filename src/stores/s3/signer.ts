import { hash } from 'node:crypto';
import { hmacSha256 } from './hmac.ts';
import type { Hmac } from './hmac.ts';
import type { AwsCredentials } from '#contract/aws';

/** One request before it is signed: path and query already in canonical form, header names lower-case. */
export interface SignableRequest {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Hex SHA-256 of the body, or a fixed word such as UNSIGNED-PAYLOAD. */
  readonly payloadHash: string;
}

export const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/**
 * Signature Version 4 for one service and region. The signing key is derived once per day and secret.
 * Source: S3 API guide, "Authenticating requests (AWS Signature Version 4)": the path is encoded once and never normalised.
 */
export class Signer {
  private readonly region: string;
  private readonly service: string;
  private key: { readonly day: string; readonly secret: string; readonly sign: Hmac } | null = null;

  constructor(scope: { readonly region: string; readonly service: string }) {
    this.region = scope.region;
    this.service = scope.service;
  }

  /** All headers to send, `authorization` included. `amzDate` is `YYYYMMDDTHHMMSSZ`. */
  sign(request: SignableRequest, credentials: AwsCredentials, amzDate: string): Record<string, string> {
    const headers: Record<string, string> = { host: request.host, 'x-amz-content-sha256': request.payloadHash, 'x-amz-date': amzDate };
    if (credentials.sessionToken !== undefined) headers['x-amz-security-token'] = credentials.sessionToken;
    Object.assign(headers, request.headers);
    const names = Object.keys(headers).sort();
    let canonicalHeaders = '';
    for (const name of names) canonicalHeaders += `${name}:${(headers[name] ?? '').trim().replaceAll(/ {2,}/g, ' ')}\n`;
    const signed = names.join(';');
    const canonical = `${request.method}\n${request.path}\n${request.query}\n${canonicalHeaders}\n${signed}\n${request.payloadHash}`;
    const day = amzDate.slice(0, 8);
    const scope = `${day}/${this.region}/${this.service}/aws4_request`;
    const text = `AWS4-HMAC-SHA256\n${amzDate}\n${scope}\n${hash('sha256', canonical, 'hex')}`;
    const signature = this.signingKey(day, credentials.secretAccessKey)(text).toString('hex');
    headers['authorization'] = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
    return headers;
  }

  private signingKey(day: string, secret: string): Hmac {
    const known = this.key;
    if (known !== null && known.day === day && known.secret === secret) return known.sign;
    let bytes: Buffer = Buffer.from(`AWS4${secret}`, 'utf8');
    for (const part of [day, this.region, this.service, 'aws4_request']) bytes = hmacSha256(bytes)(part);
    const sign = hmacSha256(bytes);
    this.key = { day, secret, sign };
    return sign;
  }
}
