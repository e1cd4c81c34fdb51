import type { IncomingMessage } from 'node:http';
import { SANDBOX_REGIONS } from '../accounts.ts';
import type { Reach } from '../regions/is-cut.ts';
import type { ServedEntry } from '../services.ts';
import { insideOf } from './inside-of.ts';
import { pickService } from './pick-service.ts';
import { requestHead } from './request-head.ts';
import { claimedScope } from './sigv4/parse-signature.ts';

/** Where unsigned calls go that name no bucket. */
const [DEFAULT_REGION = ''] = SANDBOX_REGIONS;

interface ReachParts {
  readonly services: ReadonlyMap<string, ServedEntry>;
  /** Where a bucket lies; null: there is none. */
  readonly bucketRegion: (name: string) => string | null;
  /** Where the service runs that signs with a key; null: no service does. */
  readonly serviceRegion: (accessKeyId: string) => string | null;
}

/** Which regions a request needs and where it comes from, as far as its head tells; looked at only while a region is cut. */
export function reachOf(request: IncomingMessage, { services, bucketRegion, serviceRegion }: ReachParts): Reach {
  const head = headOf(request);
  if (head === null) return { regions: [], from: null };
  const scope = claimedScope(head.headers, head.rawQuery);
  const name = pickService(head.headers, head.rawQuery, head.method);
  const bucket = name === 's3' ? bucketRegion(/^\/([^/]+)/.exec(head.servicePath)?.[1] ?? '') : null;
  const endpoint = services.get(name)?.service.home ?? scope?.region ?? bucket ?? DEFAULT_REGION;
  const service = scope === null ? null : serviceRegion(scope.accessKeyId);
  return { regions: bucket === null ? [endpoint] : [endpoint, bucket], from: service === null ? insideOf(head.headers) : { region: service, as: 'service' } };
}

/** Null for a target that is no URI: it is answered as such. */
function headOf(request: IncomingMessage): ReturnType<typeof requestHead> | null {
  try {
    return requestHead(request);
  } catch {
    // the front door says what is wrong with it
    return null;
  }
}
