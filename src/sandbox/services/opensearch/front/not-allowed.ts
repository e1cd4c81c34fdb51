import { dataErrors } from './data-error.ts';
import type { DataRequest } from './data-request.ts';

/** Operations of OpenSearch that the service keeps to itself ("supported operations" of its guide). */
const NOT_ALLOWED: readonly ((path: string, method: string) => boolean)[] = [
  (path) => /^(_cluster\/)?(_?nodes\/([^/]+\/)?)?_?shutdown$/.test(path),
  (path) => /^_nodes\/([^/]+\/)?reload_secure_settings$/.test(path),
  (path) => /^_cluster\/(reroute|voting_config_exclusions|nodes|decommission|routing)(\/|$)/.test(path),
  (path) => /^_cat\/nodeattrs$/.test(path),
  (path) => /^_dangling(\/|$)/.test(path),
  (path, method) => path === '_settings' && method !== 'GET' && method !== 'HEAD',
];

const SECURITY = /^_(plugins|opendistro)\/_security(\/|$)/;

/** Refuses what a domain does not let anyone do. Throws DataError. */
export function refuseNotAllowed({ segments, method, rawPath }: DataRequest): void {
  const path = segments.join('/');
  if (SECURITY.test(path)) throw dataErrors.notAllowedFor(rawPath, 'fine-grained access control is not enabled for this domain, so it has no security plugin.');
  if (NOT_ALLOWED.some((test) => test(path, method))) throw dataErrors.notAllowed(rawPath);
}
