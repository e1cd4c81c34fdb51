import type { ResolvedConfig } from '#contract/config.schema';
import { REMOVED } from '#kit/secret-text';

/** The config as a record may hold it: the path of a webhook is a password, whatever it looks like. Other secrets go where a record is written. */
export function recordedConfig(config: ResolvedConfig): ResolvedConfig {
  const { webhook } = config.out;
  if (webhook === undefined) return config;
  const { origin, pathname, search } = new URL(webhook.url);
  return { ...config, out: { ...config.out, webhook: { ...webhook, url: pathname.length + search.length > 1 ? `${origin}/${REMOVED}` : webhook.url } } };
}

/** A recorded config with what was removed from it taken from the config of now, so that a resumed run can go on. What is gone there too stays removed. */
export function withSecretsOf(current: unknown, recorded: unknown): unknown {
  if (typeof recorded === 'string') return recorded.includes(REMOVED) && typeof current === 'string' ? current : recorded;
  if (typeof recorded !== 'object' || recorded === null) return recorded;
  const now = (typeof current === 'object' && current !== null ? current : {}) as Readonly<Record<string, unknown>>;
  if (Array.isArray(recorded)) return recorded.map((one, index) => withSecretsOf(now[index], one));
  return Object.fromEntries(Object.entries(recorded).map(([name, one]) => [name, withSecretsOf(Object.hasOwn(now, name) ? now[name] : undefined, one)]));
}
