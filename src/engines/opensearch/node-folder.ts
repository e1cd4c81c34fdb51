import { chownSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '#kit/make-folder';
import { engineUser, giveToEngine, refuseUnreachable } from '../run-as.ts';
import type { S3Client, StartOpenSearchInput } from './start-opensearch.ts';
import { writeKeystore } from './write-keystore.ts';

/** Where a node keeps what, below its folder. */
export interface NodeFolder {
  readonly conf: string;
  readonly data: string;
  readonly logs: string;
  readonly temporary: string;
}

const LOG4J = `status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%c{1.}] %m%n
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
`;

export function nodeFolder(folder: string): NodeFolder {
  return { conf: join(folder, 'conf'), data: join(folder, 'data'), logs: join(folder, 'logs'), temporary: join(folder, 'tmp') };
}

/** Makes what is missing of a node's folder and writes its configuration anew; data stays. Refuses a folder that the engines' user cannot enter. */
export function prepareNode(input: Omit<StartOpenSearchInput, 'log' | 'install' | 'deadlineMs'>): NodeFolder {
  const { folder, s3, pathRepo = [] } = input;
  const node = nodeFolder(folder);
  makeFolder(folder, 0o755);
  rmSync(node.conf, { recursive: true, force: true });
  rmSync(node.temporary, { recursive: true, force: true });
  for (const one of Object.values(node)) mkdirSync(one, { recursive: true, mode: 0o700 });
  for (const one of pathRepo.filter((path) => !existsSync(path))) {
    makeFolder(one, 0o755);
    giveToEngine(one);
  }
  // JSON is YAML
  writeFileSync(join(node.conf, 'opensearch.yml'), JSON.stringify(settings(input, node), null, 1));
  writeFileSync(join(node.conf, 'log4j2.properties'), LOG4J);
  writeKeystore(join(node.conf, 'opensearch.keystore'), secretsOf(s3));
  for (const one of [node.data, node.logs, node.temporary]) giveToEngine(one);
  giveTree(node.conf);
  refuseUnreachable(node.data, 'choose another state folder');
  return node;
}

function secretsOf(s3: S3Client | undefined): Readonly<Record<string, string>> {
  if (s3 === undefined) return {};
  const { accessKeyId, secretAccessKey, sessionToken } = s3;
  return { 's3.client.default.access_key': accessKeyId, 's3.client.default.secret_key': secretAccessKey, ...(sessionToken === undefined ? {} : { 's3.client.default.session_token': sessionToken }) };
}

function settings({ clusterName, nodeName = clusterName, port, s3, pathRepo = [] }: Omit<StartOpenSearchInput, 'log' | 'install' | 'deadlineMs'>, node: NodeFolder): Readonly<Record<string, unknown>> {
  return {
    'cluster.name': clusterName,
    'node.name': nodeName,
    'path.data': node.data,
    'path.logs': node.logs,
    ...(pathRepo.length === 0 ? {} : { 'path.repo': pathRepo }),
    'network.host': '127.0.0.1',
    'http.port': port,
    // nobody joins a single node, so any free port does
    'transport.port': 0,
    'discovery.type': 'single-node',
    // a response header for each batch of a re-index: more than HTTP clients take
    'task_resource_tracking.enabled': false,
    // a full disk must not make indices read-only behind the drill's back
    'cluster.routing.allocation.disk.threshold_enabled': false,
    ...(s3 === undefined ? {} : { 's3.client.default.endpoint': s3.endpoint, 's3.client.default.region': s3.region, 's3.client.default.path_style_access': true, 's3.client.default.protocol': s3.endpoint.startsWith('https:') ? 'https' : 'http' }),
  };
}

/** The node writes into its configuration folder too. */
function giveTree(folder: string): void {
  const user = engineUser();
  if (user === null) return;
  chownSync(folder, user.uid, user.gid);
  for (const name of readdirSync(folder)) chownSync(join(folder, name), user.uid, user.gid);
}
