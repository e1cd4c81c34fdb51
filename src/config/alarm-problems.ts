import type { ResolvedConfig } from '#contract/config.schema';
import type { Problem } from '#kit/explain-issues';
import { isLoopback } from '#kit/is-loopback';

/** Alarms that could never be read, or never be about a store, are found here and not when the drill waits for them. */
export function alarmProblems({ detection, platform: { stores }, service, target }: ResolvedConfig): readonly Problem[] {
  return detection.flatMap((source, i) => {
    const path = ['detection', i];
    const unknown = source.store !== undefined && !stores.some(({ id }) => id === source.store) ? [{ path: [...path, 'store'], text: `must be a store of this config (${stores.map(({ id }) => id).join(', ')}), got "${source.store}"` }] : [];
    if (source.kind === 'cloudwatch-alarms') return [...unknown, ...(source.names !== undefined && source.prefix !== undefined ? [{ path: [...path, 'prefix'], text: 'must be left out where "names" is given, got both; CloudWatch takes one of them' }] : [])];
    return [...unknown, ...urlProblems(source.url, { path: [...path, 'url'], service, target })];
  });
}

function urlProblems(url: string, { path, service, target }: Pick<ResolvedConfig, 'service' | 'target'> & { readonly path: readonly PropertyKey[] }): readonly Problem[] {
  if (!URL.canParse(url)) return service.url === null ? [{ path, text: `must be an address where service.url says nothing, got "${url}"` }] : [];
  const { protocol, hostname, origin } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') return [{ path, text: `must be an address that begins with http:// or https://, or a path below service.url, got "${url}"` }];
  return target.kind === 'aws' || isLoopback(hostname.replace(/^\[(.*)\]$/, '$1')) ? [] : [{ path, text: `must be a literal loopback address such as http://127.0.0.1:9090/api/v1/alerts for a drill of the sandbox, got ${origin}` }];
}
