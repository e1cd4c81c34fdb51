import { findChromium } from '#engines/chromium/find-chromium';
import { engineCache } from '#engines/cache-folder';
import type { OnProgress } from '#engines/fetch/progress';
import { findJava } from '#engines/java/find-java';
import { cachedJava } from '#engines/java/java-wheel';
import { findK6 } from '#engines/k6/find-k6';
import { findOpenSearch } from '#engines/opensearch/opensearch-install';
import type { FindOpenSearch } from '#engines/opensearch/opensearch-install';
import { findTools } from '#engines/postgres-tools/find-tools';
import { postgresStatus } from '#engines/postgres/postgres-status';
import { sha256File } from '#kit/digest';
import { RedrillError } from '#kit/redrill-error';

/** One line of `redrill doctor`. */
export interface Finding {
  readonly what: string;
  /** False only for what no drill runs without. */
  readonly ok: boolean;
  /** Not here, and drills run without it: they name it as not exercised. */
  readonly absent?: boolean;
  /** Only for what `--fetch` fetches: whether it is here. */
  readonly fetched?: boolean;
  /** What is here and how it was found, or what is missing and what to do. */
  readonly found: string;
  readonly version?: string;
  readonly sha256?: string;
  /** What it is for. */
  readonly need: string;
}

export interface EngineFindingsInput {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fetch: boolean;
  /** The newest k6, which takes Go minutes, instead of the wheel's. */
  readonly buildK6: boolean;
  readonly onProgress: OnProgress;
}

/** The engines as `redrill doctor` prints them, real or missing, with version and hash. Looks at all of them at once, and fetches one after the other. */
export async function engineFindings(input: EngineFindingsInput): Promise<readonly Finding[]> {
  const looks = [() => postgres(), () => postgresTools(input), () => search(input), () => load(input), () => browser(input)];
  if (!input.fetch) return (await Promise.all(looks.map((look) => look()))).flat();
  const found: Finding[] = [];
  for (const look of looks) found.push(...await look());
  return found;
}

async function postgres(): Promise<readonly Finding[]> {
  const status = await postgresStatus();
  const [what, need] = ['PostgreSQL', 'drills of databases'];
  return status.kind === 'real' ? [{ what, ok: true, found: `${status.version} (${status.how}) at ${status.path}`, version: status.version, sha256: await sha256File(status.path), need }] : [{ what, ok: false, found: status.gap, need }];
}

async function postgresTools({ fetch, env }: EngineFindingsInput): Promise<readonly Finding[]> {
  const tools = await findTools({ fetch, path: env['PATH'] ?? '', cache: engineCache(env) });
  const [what, need] = ['PostgreSQL tools', 'a second opinion on databases by pg_dump and pg_amcheck'];
  return [tools.kind === 'found' ? { what, ok: true, fetched: true, found: tools.how, version: tools.version, need } : { ...absent(what, need, tools.gap), fetched: false }];
}

async function search(input: EngineFindingsInput): Promise<readonly Finding[]> {
  const [what, need] = ['OpenSearch', 'drills of search domains'];
  const found = await findOpenSearch(input);
  if (found.kind === 'gap') return [{ ...absent(what, need, found.gap), fetched: false }, await java(input, found)];
  const { version, sha256, how, without } = found.install;
  return [{ what, ok: true, fetched: true, found: `${version} (${how})${sha256 === null ? '' : `, SHA-256 ${sha256}`}${without.length === 0 ? '' : `, without ${without.join(', ')}`}`, version, ...(sha256 === null ? {} : { sha256 }), need }, await java(input, found)];
}

async function java({ env }: EngineFindingsInput, search: FindOpenSearch): Promise<Finding> {
  const [what, need] = ['Java', 'OpenSearch: version 21 or newer'];
  try {
    const found = search.kind === 'found' && search.install.kind === 'local' ? search.install.java : await findJava({ env }) ?? await cachedJava(engineCache(env));
    return found === null ? absent(what, need, 'none in JAVA_HOME, on the PATH, in the usual folders or in the cache: install one, or run "redrill doctor --fetch" once with a network') : { what, ok: true, found: found.how, version: found.version, need };
  } catch (error) {
    if (error instanceof RedrillError) return absent(what, need, error.message);
    throw error;
  }
}

async function load(input: EngineFindingsInput): Promise<readonly Finding[]> {
  const [what, need] = ['k6', 'load under a drill; the built-in prober takes its place'];
  const k6 = await findK6({ ...input, build: input.buildK6 });
  return [k6.kind === 'found' ? { what, ok: true, fetched: true, found: `${k6.how} at ${k6.bin}, SHA-256 ${k6.sha256}`, version: k6.version, sha256: k6.sha256, need } : { ...absent(what, need, k6.gap), fetched: false }];
}

async function browser({ env }: EngineFindingsInput): Promise<readonly Finding[]> {
  const [what, need] = ['Chromium', 'journeys in a browser, screenshots and PDF'];
  const chromium = await findChromium({ env });
  return [chromium.kind === 'found' ? { what, ok: true, found: chromium.how, version: chromium.version, need } : absent(what, need, chromium.gap)];
}

function absent(what: string, need: string, gap: string): Finding {
  return { what, ok: true, absent: true, found: gap, need };
}
