import type { Caller } from '../../../service.ts';
import type { EngineAccess } from '../engine/search-engines.ts';
import type { Domain } from '../model.ts';
import type { FrontParts } from './answer-data.ts';
import { clusterSettings } from './cluster-settings.ts';
import { isOn, type DataRequest } from './data-request.ts';
import { refuseNotAllowed } from './not-allowed.ts';
import { snapshotPlan } from './snapshots/snapshot-plan.ts';

/** What a handler of the service's own works with. */
export interface Handled {
  readonly parts: FrontParts;
  readonly domain: Domain;
  readonly asked: DataRequest;
  readonly caller: Caller;
  readonly access: EngineAccess;
  readonly body: Buffer | null;
}

/** JSON, or text for `_cat`; `pass`: the request goes to the engine as it came. */
export type HandledAnswer = { readonly status: number; readonly body: object | string } | 'pass';

/** What becomes of a request; `unsaved`: how many automated snapshots must be taken anew after it. */
export type Plan =
  | { readonly kind: 'pass'; readonly unsaved: 0 | 1 | 2 }
  | { readonly kind: 'handle'; readonly unsaved: 0 | 1 | 2; handle(input: Handled): Promise<HandledAnswer> };

/** Requests that change nothing although their method could. */
const READS: ReadonlySet<string> = new Set([
  '_search', '_msearch', '_count', '_mget', '_analyze', '_field_caps', '_validate', '_explain', '_termvectors', '_mtermvectors', '_render', '_rank_eval', '_pit',
  '_refresh', '_flush', '_forcemerge', '_cache', '_cat', '_nodes', '_tasks', '_simulate', '_simulate_index',
]);

/** Decides what happens to a request. Throws DataError for what the service does not let through. */
export function planRequest(asked: DataRequest, domain: Domain): Plan {
  refuseNotAllowed(asked);
  const [first, second] = asked.segments;
  if (first === '_snapshot' || (first === '_cat' && second === 'snapshots')) return snapshotPlan(asked, domain);
  if (first === '_cluster' && second === 'settings' && asked.method !== 'GET' && asked.method !== 'HEAD') return { kind: 'handle', unsaved: 1, handle: clusterSettings };
  return { kind: 'pass', unsaved: unsavedAfter(asked) };
}

function unsavedAfter({ method, segments, query }: DataRequest): 0 | 1 | 2 {
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS' || segments.some((segment) => READS.has(segment))) return 0;
  return query.has('wait_for_completion') && !isOn({ query }, 'wait_for_completion') ? 2 : 1;
}
