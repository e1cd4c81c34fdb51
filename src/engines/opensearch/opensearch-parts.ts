import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '#kit/digest';
import { buildAside } from '../build-aside.ts';
import { fetchMaven, fileOf } from '../fetch/fetch-maven.ts';
import type { MavenArtifact } from '../fetch/fetch-maven.ts';
import type { OnProgress } from '../fetch/progress.ts';
import { sealFolder } from '../fetch/sealed-folder.ts';
import { unzip } from '../fetch/unzip.ts';
import { refuseUnreachable } from '../run-as.ts';
import { S3_PLUGIN_JARS } from './s3-plugin-jars.ts';

/** The one artefact that is accepted, by its own digest. What is in it depends on the version: later ones have all modules. */
export const OPENSEARCH: MavenArtifact = { group: 'org.opensearch.distribution.integ-test-zip', artifact: 'opensearch', version: '3.8.0', type: 'zip', sha256: '196c3cf4602c394f2e40e6174ccbf2a924eae37246f08fa6bbb6b75f9fd5ff1f' };
export const OPENSEARCH_MB = 160;

/** Modules that no drill uses: half of the bytes and of the time of a start. */
const LEFT_OUT: readonly string[] = ['ingest-geoip', 'transport-grpc', 'opensearch-dashboards', 'ingest-user-agent', 'rank-eval', 'percolator', 'rule-framework', 'search-pipeline-common', 'cache-common', 'store-subdirectory', 'aggs-matrix-stats'];

export interface PartInput {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onProgress?: OnProgress;
}

/** Folder of everything of this version in a cache. */
export function openSearchFolder(cache: string): string {
  return join(cache, 'opensearch', `${OPENSEARCH.version}-${OPENSEARCH.sha256.slice(0, 12)}`);
}

/** Fetches and unpacks the server without the modules that no drill uses, once. */
export async function unpackServer(folder: string, { env, onProgress }: PartInput): Promise<string> {
  return buildAside(join(folder, 'server'), async (aside) => {
    refuseUnreachable(aside, 'name another cache folder with REDRILL_CACHE');
    const fetching = join(aside, 'fetching');
    await fetchMaven({ what: `OpenSearch ${OPENSEARCH.version}`, artifacts: [OPENSEARCH], into: fetching, env, ...(onProgress === undefined ? {} : { onProgress }) });
    onProgress?.({ what: `OpenSearch ${OPENSEARCH.version}: unpacking`, doneBytes: 0, totalBytes: null });
    await unzip(join(fetching, fileOf(OPENSEARCH)), aside, wanted);
    rmSync(fetching, { recursive: true });
    mkdirSync(join(aside, 'plugins'), { recursive: true });
    await sealFolder(aside);
  });
}

/** Assembles the plugin for snapshots into S3 from its pinned jars, once: Maven has no zip of it. */
export async function assemblePlugin(folder: string, { env, onProgress }: PartInput): Promise<string> {
  return buildAside(pluginFolder(folder), async (aside) => {
    const fetching = join(aside, 'fetching');
    await fetchMaven({ what: `repository-s3 ${OPENSEARCH.version}`, artifacts: S3_PLUGIN_JARS, into: fetching, env, ...(onProgress === undefined ? {} : { onProgress }) });
    for (const jar of S3_PLUGIN_JARS) await cp(join(fetching, fileOf(jar)), join(aside, fileOf(jar)));
    rmSync(fetching, { recursive: true });
    writeFileSync(join(aside, 'plugin-descriptor.properties'), DESCRIPTOR);
    await sealFolder(aside);
  });
}

/** Where the plugin is; its name changes with any of its jars. */
export function pluginFolder(folder: string): string {
  return join(folder, `repository-s3-${sha256(JSON.stringify(S3_PLUGIN_JARS)).slice(0, 12)}`);
}

const DESCRIPTOR = `name=repository-s3
description=snapshots into S3
version=${OPENSEARCH.version}
opensearch.version=${OPENSEARCH.version}
java.version=21
classname=org.opensearch.repositories.s3.S3RepositoryPlugin
custom.foldername=
extended.plugins=
has.native.controller=false
`;

function wanted(name: string): string | null {
  const path = name.slice(name.indexOf('/') + 1);
  const [top = '', module = ''] = path.split('/');
  if (['logs', 'config', 'plugins', ''].includes(top) || path.startsWith('lib/tools/')) return null;
  return top === 'modules' && LEFT_OUT.includes(module) ? null : path;
}
