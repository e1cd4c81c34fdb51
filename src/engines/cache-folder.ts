import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where engines are kept between runs, outside every checkout: REDRILL_CACHE, for root a folder that other users can reach, else the XDG cache. */
export function engineCache(env: Environment = process.env, uid: number = process.getuid?.() ?? -1): string {
  const asked = env['REDRILL_CACHE'];
  if (asked !== undefined && asked.startsWith('/')) return asked;
  if (uid === 0) return '/var/cache/redrill';
  const xdg = env['XDG_CACHE_HOME'];
  return xdg !== undefined && xdg.startsWith('/') ? join(xdg, 'redrill') : join(env['HOME'] ?? '/tmp', '.cache', 'redrill');
}
