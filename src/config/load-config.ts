import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { configSchema, type ResolvedConfig } from '#contract/config.schema';
import { deepFreeze } from '#kit/deep-freeze';
import { explainIssues, pathText, type Problem } from '#kit/explain-issues';
import { usageError } from '#kit/redrill-error';
import { checkConfig } from './check-config.ts';
import { readConfigFile } from './read-config-file.ts';
import { overlay, settingsFromEnvironment, settingsFromFlags } from './settings.ts';
import { sourcesOf, type ValueSource } from './sources-of.ts';

/** A config that may be used: checked as a whole, every default filled in, frozen, with the source of each value. */
export interface LoadedConfig {
  readonly config: ResolvedConfig;
  readonly file: string;
  /** True when the current folder has no config and the reference platform that ships with redrill is used. */
  readonly shipped: boolean;
  readonly sources: readonly ValueSource[];
}

export interface ConfigRequest {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The reference config of the package, used when the folder has none. */
  readonly shippedFile: string;
  /** `--config`; beats REDRILL_CONFIG. */
  readonly file?: string;
  /** `--set key=value`, in order. */
  readonly set?: readonly string[];
}

const NAMES = ['harness.config.ts', 'harness.config.mts', 'harness.config.mjs', 'harness.config.js', 'harness.config.json', 'harness.config.yaml', 'harness.config.yml'];

/** Flag over environment over file over default. Throws one RedrillError (exit 64) that lists every problem, a sentence each. */
export async function loadConfig(request: ConfigRequest): Promise<LoadedConfig> {
  const { file, shipped } = findFile(request);
  const raw = await readConfigFile(file);
  const settings = [...settingsFromEnvironment(request.env), ...settingsFromFlags(request.set ?? [])];
  const value = overlay(raw.value, settings);
  const parsed = configSchema.safeParse(value);
  const name = displayName(file, request.cwd);
  const place = (problem: Problem): string => {
    const put = settings.findLast((one) => pathText(one.path) === pathText(problem.path));
    return `${put ? put.source : `${name}${raw.position(problem.path)}`}: ${pathText(problem.path)} ${problem.text}`;
  };
  if (!parsed.success) throw usageError('config.invalid', explainIssues(configSchema, parsed.error, value).map(place).join('\n'));
  const problems = checkConfig(parsed.data);
  if (problems.length > 0) throw usageError('config.invalid', problems.map(place).join('\n'));
  return { config: deepFreeze(absolutePaths(parsed.data, request, file)), file, shipped, sources: sourcesOf({ config: parsed.data, raw: raw.value, settings, file: name }) };
}

function findFile(request: ConfigRequest): { readonly file: string; readonly shipped: boolean } {
  const asked = request.file ?? request.env['REDRILL_CONFIG'];
  if (asked !== undefined && asked !== '') return { file: resolve(request.cwd, asked), shipped: false };
  const here = NAMES.filter((name) => existsSync(join(request.cwd, name)));
  if (here.length > 1) throw usageError('config.two-files', `${request.cwd}: has ${here.join(' and ')}; expected one config, so delete one or name it with --config`);
  return here[0] ? { file: join(request.cwd, here[0]), shipped: false } : { file: request.shippedFile, shipped: true };
}

/** Results belong to the folder one works in; scenarios, journeys and load to the file that names them; a flag's or variable's path to the folder one works in. */
function absolutePaths(config: ResolvedConfig, { cwd, set = [], env }: ConfigRequest, file: string): ResolvedConfig {
  const typed = set.some((pair) => pair.startsWith('scenarios=')) || env['REDRILL_SCENARIOS'] !== undefined;
  const service = absoluteService(config.service, (key, path) => resolve(set.some((pair) => pair.startsWith(`service.${key}`)) ? cwd : dirname(file), path));
  const stopFile = config.guards.stopFile === null ? null : resolve(cwd, config.guards.stopFile);
  return { ...config, results: resolve(cwd, config.results), scenarios: resolve(typed ? cwd : dirname(file), config.scenarios), guards: { ...config.guards, stopFile }, service };
}

function absoluteService(service: ResolvedConfig['service'], absolute: (key: string, path: string) => string): ResolvedConfig['service'] {
  const { url, journeys, load } = service;
  // An address is no file, and {state} is absolute already.
  const isFile = url !== null && !/^https?:\/\//i.test(url) && !url.startsWith('{state}');
  return {
    ...service,
    url: isFile ? absolute('url', url) : url,
    journeys: journeys.map((one) => ({ ...one, folder: absolute('journeys', one.folder) })),
    load: load === null ? null : absolute('load', load),
  };
}

function displayName(file: string, cwd: string): string {
  return file.startsWith(`${cwd}/`) ? file.slice(cwd.length + 1) : file;
}

