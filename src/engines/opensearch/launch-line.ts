import { readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface LaunchInput {
  readonly home: string;
  /** Folder of opensearch.yml, log4j2.properties and the keystore. */
  readonly conf: string;
  readonly temporary: string;
  readonly logs: string;
  readonly heapMiB: number;
  /** `write` makes the class-data archive when the process ends in order. */
  readonly archive: { readonly file: string; readonly mode: 'read' | 'write' } | null;
}

export const DEFAULT_HEAP_MIB = 384;
const LEAST_HEAP_MIB = 64;

/**
 * Java's arguments for a small node: the line of OpenSearch's own script without its helper processes and without the agent, one compiler,
 * the serial collector and bounded memory. A class-data archive fits only the same classpath and Java.
 */
export function launchLine({ home, conf, temporary, logs, heapMiB, archive }: LaunchInput): readonly string[] {
  return [
    `-Xms${LEAST_HEAP_MIB}m`, `-Xmx${heapMiB}m`, `-XX:MaxDirectMemorySize=${Math.max(LEAST_HEAP_MIB, Math.round(heapMiB / 2))}m`, '-Xss1m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:+ExitOnOutOfMemoryError',
    ...(archive === null ? [] : [`-XX:SharedArchiveFile=${archive.file}`]),
    ...(archive?.mode === 'write' ? ['-XX:+AutoCreateSharedArchive'] : []),
    '--enable-native-access=ALL-UNNAMED',
    '-Djava.awt.headless=true', '-Dfile.encoding=UTF-8', '-Djna.nosys=true', '-Djava.locale.providers=SPI,CLDR',
    '-Dio.netty.noUnsafe=true', '-Dio.netty.noKeySetOptimization=true', '-Dio.netty.recycler.maxCapacityPerThread=0', '-Dio.netty.allocator.numDirectArenas=0',
    '-Dlog4j.shutdownHookEnabled=false', '-Dlog4j2.disable.jmx=true', '-Dorg.apache.lucene.store.MMapDirectory.sharedArenaMaxPermits=1',
    `-XX:ErrorFile=${join(logs, 'hs_err_%p.log')}`, `-Djava.io.tmpdir=${temporary}`, `-Dopensearch.path.home=${home}`, confArgument(conf),
    '-Dopensearch.distribution.type=zip', '-Dopensearch.bundled_jdk=false',
    '-cp', classpath(home), 'org.opensearch.bootstrap.OpenSearch',
  ];
}

/** The argument that tells one node's process from all others. */
export function confArgument(conf: string): string {
  return `-Dopensearch.path.conf=${conf}`;
}

function classpath(home: string): string {
  const lib = jars(join(home, 'lib'));
  // without this one jar of the agent, classes that the server names are missing
  const bootstrap = jars(join(home, 'agent')).filter((file) => file.includes('opensearch-agent-bootstrap-'));
  return [...lib, ...bootstrap].join(':');
}

function jars(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.jar')).toSorted().map((name) => join(folder, name));
}
