import type { Call } from '../../../service.ts';
import { stateOf } from '../state.ts';
import { bucketOf, logLine, type Answered } from './log-line.ts';

/** Notes an authenticated request for the access log of its bucket, if the bucket has one. */
export function noteAccess(call: Call, answered: Answered): void {
  const state = stateOf(call.catalogue);
  const bucket = state.buckets.find(bucketOf(call.rawPath));
  const logging = bucket?.settings.logging;
  if (!bucket || !logging) return;
  state.accessLogs.note({ source: bucket.name, account: bucket.account, region: bucket.region, target: logging.bucket, prefix: logging.prefix, atMicros: Math.floor(call.time.nowMicros()), line: logLine(call, bucket, answered) }, call.time);
}
