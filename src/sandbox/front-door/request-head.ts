import type { IncomingMessage } from 'node:http';
import { AwsError } from '../service.ts';

/** Method, path and headers of a request in the form everything behind the front door reads. */
export interface RequestHead {
  readonly method: string;
  /** As sent, for signatures. */
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Path with the bucket of a virtual-host request put in front. */
  readonly servicePath: string;
}

/** Splits the request target without normalising it: keys such as `a/../b` must arrive as they were sent. */
export function requestHead(request: IncomingMessage): RequestHead {
  const target = originForm(request.url ?? '/');
  const at = target.indexOf('?');
  const rawPath = at < 0 ? target : target.slice(0, at);
  const headers = request.headers as Readonly<Record<string, string>>;
  return { method: request.method ?? 'GET', rawPath, rawQuery: at < 0 ? '' : target.slice(at + 1), headers, servicePath: withHostBucket(rawPath, headers['host'] ?? '') };
}

/** Proxies and some clients send the absolute form. */
function originForm(target: string): string {
  if (target.startsWith('/')) return target;
  const match = /^https?:\/\/[^/?]*(.*)$/.exec(target);
  if (!match) throw new AwsError('InvalidURI', 'Couldn\'t parse the specified URI.', { fields: { URI: target.slice(0, 200) } });
  const rest = match[1] ?? '';
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/** `bucket.localhost` and `bucket.s3.localhost` address a bucket by host. */
function withHostBucket(rawPath: string, host: string): string {
  if (!host.includes('.localhost')) return rawPath;
  const bucket = /^([a-z0-9][a-z0-9.-]*?)(?:\.s3(?:[.-][a-z0-9-]+)?)?\.localhost(?::\d+)?$/.exec(host)?.[1];
  return bucket === undefined || bucket === 's3' ? rawPath : `/${bucket}${rawPath}`;
}
