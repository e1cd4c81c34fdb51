import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** One program that does a bench's work. `command` is null where it is absent on this machine. */
export interface Peer {
  readonly name: string;
  readonly command: readonly string[] | null;
  readonly env?: Readonly<Record<string, string>>;
  /** Rounds it takes part in; slow ones take part in fewer. */
  readonly rounds: number;
  /** What it must have changed at the end, if it does the whole work. */
  readonly check: 'digest' | 'count' | 'none';
  /** A program from elsewhere may fail without ending the bench. */
  readonly outside: boolean;
}

const bench = fileURLToPath(new URL('..', import.meta.url));
const ENV = { AWS_ACCESS_KEY_ID: 'AKIABENCHBENCHBENCH0', AWS_SECRET_ACCESS_KEY: 'bench', AWS_REGION: 'us-west-2', AWS_DEFAULT_REGION: 'us-west-2', AWS_EC2_METADATA_DISABLED: 'true' };

/** A client of this repository, in a process of its own. */
export function nodePeer(name: string, file: string, options: Pick<Peer, 'rounds' | 'check'>): Peer {
  return { name, command: [process.execPath, '--conditions=redrill-source', `${bench}clients/${file}`, '{endpoint}'], outside: false, ...options };
}

/** A program from elsewhere, run below a small Python wrapper that counts its CPU; absent when either is not found. */
export function outsidePeer(name: string, program: string, args: readonly string[], options: Pick<Peer, 'rounds' | 'check'>): Peer {
  const python = whereIs('python3');
  const found = program.startsWith('python3:') ? (python !== null && canImport(python, program.slice(8)) ? python : null) : whereIs(program);
  return { name, command: python === null || found === null ? null : [python, `${bench}peers/measure.py`, found, ...args], env: ENV, outside: true, ...options };
}

export function peerFile(name: string): string {
  return `${bench}peers/${name}`;
}

function whereIs(program: string): string | null {
  const found = spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program], { encoding: 'utf8' });
  return found.status === 0 ? found.stdout.trim() : null;
}

function canImport(python: string, module: string): boolean {
  return spawnSync(python, ['-c', `import ${module}`], { stdio: 'ignore' }).status === 0;
}
