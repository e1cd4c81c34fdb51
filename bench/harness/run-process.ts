import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import process from 'node:process';
import type { ClientReport } from '../clients/client.ts';
import type { Peer } from './peers.ts';

export interface Measured extends ClientReport {
  /** From start to end of the process. */
  readonly wallMs: number;
}

/** Runs one peer once; its last line of output is its report. Variables that redirect AWS clients are taken away. */
export async function runPeer(peer: Peer, endpoint: string): Promise<Measured> {
  const [program = '', ...args] = (peer.command ?? []).map((word) => word.replaceAll('{endpoint}', endpoint));
  const child = spawn(program, args, { env: { ...cleanEnvironment(), ...peer.env, AWS_ENDPOINT_URL: endpoint }, stdio: ['ignore', 'pipe', 'pipe'] });
  const started = performance.now();
  const [out, errors] = [gather(child.stdout), gather(child.stderr)];
  const [code] = (await once(child, 'close')) as [number | null];
  const wallMs = performance.now() - started;
  if (code !== 0) throw new Error(`${peer.name} ended with ${code}: ${errors().slice(-1500)}`);
  return { ...(JSON.parse(out().trim().split('\n').at(-1) ?? '') as ClientReport), wallMs };
}

/** Starts a server of the benches that prints its port and ends with its standard input. */
export async function startServer(file: string, args: readonly string[]): Promise<{ readonly endpoint: string; readonly process: ChildProcess; close(): Promise<void> }> {
  const child = spawn(process.execPath, ['--conditions=redrill-source', file, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [port] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return {
    endpoint: `http://127.0.0.1:${port.trim()}`,
    process: child,
    close: async () => {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(AWS_|https?_proxy$|no_proxy$|all_proxy$|NODE_OPTIONS$)/i.test(name)));
}

function gather(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.on('data', (chunk: Buffer) => { text += chunk.toString(); });
  return () => text;
}
