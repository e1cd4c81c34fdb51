/** What a domain runs when nothing else is said: the engine behind every domain. */
export const DEFAULT_VERSION = 'OpenSearch_3.8';

/** Engine versions that can be asked for, newest first. Minor versions of one major speak the same API; all are served by the same engine. */
export const ENGINE_VERSIONS: readonly string[] = [DEFAULT_VERSION, 'OpenSearch_3.5', 'OpenSearch_3.3', 'OpenSearch_3.1'];

/** To which versions a domain of a version could be upgraded; upgrades themselves are not served. */
export function compatibleVersions(version: string): readonly string[] {
  return ENGINE_VERSIONS.slice(0, Math.max(0, ENGINE_VERSIONS.indexOf(version)));
}
