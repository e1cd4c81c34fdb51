import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sha256File } from '#kit/digest';
import { makeFolder } from '#kit/make-folder';
import { RedrillError } from '#kit/redrill-error';
import { download } from './download.ts';
import { findProgram } from './find-program.ts';
import { mavenRepository } from './maven-settings.ts';
import type { OnProgress } from './progress.ts';

/** One pinned file of a Maven repository. */
export interface MavenArtifact {
  readonly group: string;
  readonly artifact: string;
  readonly version: string;
  readonly type: 'jar' | 'zip';
  readonly sha256: string;
}

export interface FetchMavenInput {
  /** What they are, for progress and errors. */
  readonly what: string;
  readonly artifacts: readonly MavenArtifact[];
  /** Folder that gets the files under their names of the repository. */
  readonly into: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly onProgress?: OnProgress;
}

const run = promisify(execFile);
const MVN_MS = 900_000;
const PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy';

/**
 * Fetches pinned files with the user's `mvn`, which knows mirrors, proxies and passwords, else by a download of our own. With
 * REDRILL_MAVEN_URL only from there. Throws RedrillError fetch.failed or fetch.wrong-hash, naming each way that was tried.
 */
export async function fetchMaven(input: FetchMavenInput): Promise<void> {
  const env = input.env ?? process.env;
  makeFolder(input.into, 0o755);
  const mvn = (env['REDRILL_MAVEN_URL'] ?? '') === '' ? findProgram('mvn', env['PATH'] ?? '') : null;
  const failed = mvn === null ? null : await byMvn(mvn, input, env);
  if (mvn !== null && failed === null) return;
  try {
    await byDownload(input, env);
  } catch (error) {
    if (!(error instanceof RedrillError) || failed === null) throw error;
    throw new RedrillError(error.code, `${error.message} (before that, ${mvn}: ${failed})`, { cause: error });
  }
}

/** The name of an artefact's file. */
export function fileOf({ artifact, version, type }: MavenArtifact): string {
  return `${artifact}-${version}.${type}`;
}

/** Null when mvn brought all of them, else why not. A wrong hash is not answered with another way: it is thrown. */
async function byMvn(mvn: string, { what, artifacts, into, onProgress }: FetchMavenInput, env: Readonly<Record<string, string | undefined>>): Promise<string | null> {
  onProgress?.({ what: `${what} by mvn`, doneBytes: 0, totalBytes: null });
  const project = join(into, '.mvn-project');
  mkdirSync(project);
  writeFileSync(join(project, 'pom.xml'), pom(artifacts, into));
  try {
    await run(mvn, ['-B', '-q', '-f', join(project, 'pom.xml'), PLUGIN], { cwd: project, timeout: MVN_MS, env, maxBuffer: 16_000_000 });
  } catch (error) {
    return mvnSaid(error);
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
  for (const one of artifacts) {
    const file = join(into, fileOf(one));
    if (!existsSync(file)) return `it ended well without ${fileOf(one)}`;
    const found = await sha256File(file);
    if (found !== one.sha256) throw new RedrillError('fetch.wrong-hash', `${fileOf(one)} from ${mvn} has SHA-256 ${found}, expected ${one.sha256}: it was not used; remove it from Maven's local repository, or name another one with REDRILL_MAVEN_URL`);
    // The engines' user reads it, whatever the umask of this process.
    chmodSync(file, 0o644);
  }
  return null;
}

function pom(artifacts: readonly MavenArtifact[], into: string): string {
  const items = artifacts.map(({ group, artifact, version, type }) => `<artifactItem><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version><type>${type}</type></artifactItem>`);
  const folder = into.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>redrill</groupId><artifactId>engines</artifactId><version>1</version><packaging>pom</packaging>
<build><plugins><plugin><groupId>org.apache.maven.plugins</groupId><artifactId>maven-dependency-plugin</artifactId><version>3.8.1</version>
<configuration><outputDirectory>${folder}</outputDirectory><artifactItems>${items.join('\n')}</artifactItems></configuration></plugin></plugins></build></project>
`;
}

function mvnSaid(error: unknown): string {
  const { stdout = '', message } = error as Error & { readonly stdout?: string };
  // eslint-disable-next-line no-control-regex -- mvn colours its output
  const line = stdout.replaceAll(/\u001b\[[\d;]*m/g, '').split('\n').find((one) => one.startsWith('[ERROR]')) ?? message.split('\n')[0] ?? '';
  return line.replace('[ERROR] ', '').replace(/ -> \[Help.*$/, '').slice(0, 300);
}

async function byDownload({ what, artifacts, into, onProgress }: FetchMavenInput, env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const { url, authorization } = mavenRepository(env);
  for (const [i, one] of artifacts.entries()) {
    const name = fileOf(one);
    const to = join(into, name);
    rmSync(to, { force: true });
    await download({
      url: `${url}/${one.group.replaceAll('.', '/')}/${one.artifact}/${one.version}/${name}`,
      to,
      sha256: one.sha256,
      what: artifacts.length === 1 ? what : `${what}, file ${i + 1} of ${artifacts.length} (${name})`,
      ...(authorization === undefined ? {} : { authorization }),
      ...(onProgress === undefined ? {} : { onProgress }),
    });
  }
}
