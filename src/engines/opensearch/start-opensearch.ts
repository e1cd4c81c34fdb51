import { resolve } from 'node:path';
import { RedrillError } from '#kit/redrill-error';
import { haveEnded, processesWith, signal } from '../exact-process.ts';
import { useOwn } from './own-opensearch.ts';
import { DEFAULT_HEAP_MIB, confArgument, launchLine } from './launch-line.ts';
import { nodeFolder, prepareNode } from './node-folder.ts';
import type { OpenSearchInstall } from './opensearch-install.ts';
import { refuseTakenPort } from './refuse-taken-port.ts';
import { spawnNode } from './spawn-node.ts';
import type { OpenSearchEnd } from './spawn-node.ts';
import { untilAnswers } from './until-answers.ts';

export interface StartOpenSearchInput {
  readonly install: OpenSearchInstall;
  /** Everything the node writes lies below it; kept between starts. Handed to the engines' user, who must be able to reach it. */
  readonly folder: string;
  /** On 127.0.0.1. */
  readonly port: number;
  readonly clusterName: string;
  readonly nodeName?: string;
  /** Where the plugin for snapshots into S3 finds its buckets. Left out where the install has no such plugin, which its `without` names. */
  readonly s3?: S3Client;
  /** Folders (absolute) that repositories of type `fs` may lie in; made where they are missing. */
  readonly pathRepo?: readonly string[];
  readonly heapMiB?: number;
  /** File that everything it says is appended to. */
  readonly log: string;
  /** How long it may take until it answers; two minutes unless given. */
  readonly deadlineMs?: number;
}

export interface S3Client {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly region: string;
}

export interface RunningOpenSearch {
  /** Of the JVM; null for a user's own server. */
  readonly pid: number | null;
  readonly url: string;
  /** Resolves when no process of it is left; never for a user's own server. */
  readonly exited: Promise<OpenSearchEnd>;
  /** `order`: SIGTERM, and SIGKILL of exactly that process when it does not end; `crash`: SIGKILL at once. Resolves when it has ended. */
  stop(how?: 'order' | 'crash'): Promise<void>;
}

const DEADLINE_MS = 120_000;
const LEFT_PATIENCE_MS = 15_000;

/**
 * Starts a node and waits until it answers and its indices can be read. It never outlives the process that started it. Throws RedrillError
 * opensearch.start-failed with its last words; no process stays behind.
 */
export async function startOpenSearch(input: StartOpenSearchInput): Promise<RunningOpenSearch> {
  const { install, port, log, deadlineMs = DEADLINE_MS } = input;
  const folder = resolve(input.folder);
  if (install.kind === 'own') return useOwn(install, folder);
  await endLeftOpenSearch(folder);
  await refuseTakenPort(port);
  const { s3, ...plain } = input;
  const node = prepareNode({ ...plain, folder, ...(s3 === undefined || !install.repositoryS3 ? {} : { s3 }) });
  const line = launchLine({ home: install.home, ...node, heapMiB: input.heapMiB ?? DEFAULT_HEAP_MIB, archive: install.classArchive === null ? null : { file: install.classArchive, mode: 'read' } });
  const spawned = await spawnNode({ java: install.java.bin, line, folder, log });
  const url = `http://127.0.0.1:${port}`;
  const why = await untilAnswers({ url, clusterName: input.clusterName, deadlineMs, ended: spawned.exited.then(({ code }) => `it ended with exit code ${code ?? 'unknown'}`) });
  if (why === null) return { pid: spawned.pid, url, exited: spawned.exited, stop: spawned.stop };
  await spawned.stop('crash');
  const { lastWords } = await spawned.exited;
  throw new RedrillError('opensearch.start-failed', `OpenSearch did not start on ${folder}: ${lastWords ?? why}; its log is ${log}`, { cause: why });
}

/** Before a start or a deletion: ends a server that a killed owner left on a folder, told by pid, start time and the folder in its arguments. */
export async function endLeftOpenSearch(folder: string): Promise<void> {
  const left = processesWith(confArgument(nodeFolder(resolve(folder)).conf)).filter((one) => one.pid !== process.pid);
  for (const one of left) signal(one, 'SIGTERM');
  if (await haveEnded(left, LEFT_PATIENCE_MS)) return;
  for (const one of left) signal(one, 'SIGKILL');
  await haveEnded(left, LEFT_PATIENCE_MS);
}
