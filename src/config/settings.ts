import { configSchema } from '#contract/config.schema';
import { didYouMean } from '#kit/nearest';
import { usageError } from '#kit/redrill-error';
import { allowsNull, knownKeys, schemasAt } from '#kit/schema-walk';
import { z } from 'zod';

/** One value that a flag or the environment puts over the file. */
export interface Setting {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
  readonly source: string;
}

/** Environment variables that set a config value, by key path. */
const ENVIRONMENT: Readonly<Record<string, string>> = {
  REDRILL_TARGET: 'target.kind',
  REDRILL_PACE: 'target.pace',
  REDRILL_RESULTS: 'results',
  REDRILL_HOME: 'home',
  REDRILL_SCENARIOS: 'scenarios',
  REDRILL_SEED: 'seed',
  REDRILL_OPERATOR: 'people.operator',
  REDRILL_APPROVER: 'people.approver',
  REDRILL_REVIEWER: 'people.reviewer',
  REDRILL_DECLARE_AFTER: 'people.declareAfter',
  REDRILL_NOTICE_WITHIN: 'people.noticeWithin',
  REDRILL_STOP_FILE: 'guards.stopFile',
  REDRILL_SOAK: 'drill.soak',
};

/** Variables that redrill reads elsewhere and that set no config value. */
const OTHER_VARIABLES: readonly string[] = ['REDRILL_CONFIG', 'REDRILL_STATE', 'REDRILL_CACHE', 'REDRILL_OPENSEARCH_URL', 'REDRILL_MAVEN_URL', 'REDRILL_K6', 'REDRILL_CHROMIUM', 'REDRILL_WEBHOOK_SECRET'];

/** The settings of the environment. An unknown REDRILL_ variable is refused: a mistyped guard must not be ignored. */
export function settingsFromEnvironment(env: Readonly<Record<string, string | undefined>>): readonly Setting[] {
  const names = Object.keys(env).filter((name) => name.startsWith('REDRILL_') && env[name] !== undefined).toSorted();
  return names.flatMap((name) => {
    if (OTHER_VARIABLES.includes(name)) return [];
    const key = Object.hasOwn(ENVIRONMENT, name) ? ENVIRONMENT[name] : undefined;
    if (key === undefined) {
      const known = [...Object.keys(ENVIRONMENT), ...OTHER_VARIABLES];
      throw usageError('config.unknown-variable', `environment: ${name} is no variable that redrill knows${didYouMean(name, known) || `; known ones: ${known.join(', ')}`}`);
    }
    return [setting(key, env[name] ?? '', `environment ${name}`)];
  });
}

/** The settings of `--set key=value`, in order; the last one for a key wins. */
export function settingsFromFlags(pairs: readonly string[]): readonly Setting[] {
  return pairs.map((pair) => {
    const cut = pair.indexOf('=');
    if (cut < 1) throw usageError('config.set', `--set ${pair}: expected key=value, such as --set people.declareAfter=PT5M`);
    return setting(pair.slice(0, cut), pair.slice(cut + 1), `flag --set ${pair.slice(0, cut)}`);
  });
}

/** The settings laid over the raw file, without touching it. */
export function overlay(raw: unknown, settings: readonly Setting[]): unknown {
  const copy: unknown = structuredClone(raw ?? {});
  for (const one of settings) put(copy, one);
  return copy;
}

/** A key path as typed (`platform.stores.0.region` or `platform.stores[0].region`) with its value as the schema wants it. */
export function setting(key: string, text: string, source: string): Setting {
  const path = key.split(/[.[\]]+/).filter((part) => part !== '').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  path.forEach((part, i) => {
    const known = knownKeys(configSchema, path.slice(0, i));
    if (typeof part === 'string' && !known.includes(part)) throw usageError('config.unknown-key', `${source}: ${path.slice(0, i + 1).join('.')} is not a known key${didYouMean(part, known) || `; known keys here: ${known.join(', ') || 'none'}`}`);
  });
  return { path, value: typed(path, text), source };
}

function typed(path: readonly (string | number)[], text: string): unknown {
  if (text === 'null' && allowsNull(configSchema, path)) return null;
  const [schema] = schemasAt(configSchema, path);
  if (schema instanceof z.ZodNumber) return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
  if (schema instanceof z.ZodArray) return text === '' ? [] : text.split(',').map((part) => part.trim());
  return text;
}

function put(target: unknown, { path, value, source }: Setting): void {
  let at = target;
  path.forEach((part, i) => {
    if (typeof at !== 'object' || at === null) throw usageError('config.set', `${source}: ${path.slice(0, i).join('.')} is not an object in the config, so ${String(part)} cannot be set in it`);
    const holder = at as Record<PropertyKey, unknown>;
    if (i === path.length - 1) holder[part] = value;
    else if (!Object.hasOwn(holder, part)) holder[part] = {};
    at = holder[part];
  });
}
