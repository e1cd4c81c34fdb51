import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { RedrillError } from '#kit/redrill-error';
import { after } from '#kit/wall-clock';
import { signal } from '../exact-process.ts';
import type { ExactProcess } from '../exact-process.ts';
import { engineUser } from '../run-as.ts';
import { supervise } from '../supervise.ts';
import type { Supervised } from '../supervise.ts';

/** How a server ended. */
export interface OpenSearchEnd {
  readonly code: number | null;
  /** The last complaint in its log; null when it had none. */
  readonly lastWords: string | null;
}

export interface SpawnedNode {
  readonly pid: number;
  readonly exited: Promise<OpenSearchEnd>;
  stop(how?: 'order' | 'crash'): Promise<void>;
}

export interface SpawnInput {
  readonly java: string;
  readonly line: readonly string[];
  /** Of the node; for errors. */
  readonly folder: string;
  readonly log: string;
  /** How long it may take to end in order. */
  readonly stopPatienceMs?: number;
}

const STOP_PATIENCE_MS = 20_000;
const TAIL_BYTES = 65_536;

/** Starts Java for a node as the engines' user; its log grows by what it says. Throws RedrillError opensearch.start-failed when nothing could be started. */
export async function spawnNode({ java, line, folder, log, stopPatienceMs = STOP_PATIENCE_MS }: SpawnInput): Promise<SpawnedNode> {
  const position = existsSync(log) ? statSync(log).size : 0;
  const { server, exited: gone } = await startInto(log, [java, ...line]);
  if (server === null) {
    await gone;
    throw new RedrillError('opensearch.start-failed', `OpenSearch did not start on ${folder}: ${complaint(log, position) ?? `the program ${java} ended at once`}; its log is ${log}`);
  }
  const exited = gone.then((code): OpenSearchEnd => ({ code, lastWords: complaint(log, position) }));
  return { pid: server.pid, exited, stop: (how = 'order') => stop(server, exited, how === 'crash' ? 0 : stopPatienceMs) };
}

async function startInto(log: string, command: readonly string[]): Promise<Supervised> {
  const file = openSync(log, 'a', 0o600);
  try {
    return await supervise({ command, name: 'redrill-opensearch', output: [file, file], env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }, user: engineUser() });
  } finally {
    closeSync(file);
  }
}

async function stop(server: ExactProcess, exited: Promise<unknown>, patienceMs: number): Promise<void> {
  signal(server, patienceMs > 0 ? 'SIGTERM' : 'SIGKILL');
  const cancel = after(patienceMs, () => signal(server, 'SIGKILL'));
  await exited;
  cancel();
}

/** The last complaint since a position, without the stack below it; for people. */
function complaint(log: string, position: number): string | null {
  const lines = since(log, position).split('\n');
  const at = lines.findLastIndex((line) => /\]\[(ERROR|FATAL) *\]| (ERROR|FATAL) |^(Error|Exception in thread|Caused by|java\.\S+(Exception|Error))/.test(line));
  const line = lines[at];
  if (line === undefined) return null;
  // Java itself says what is wrong on the line below
  const whole = line.startsWith('Error occurred') ? `${line}: ${lines[at + 1] ?? ''}` : line;
  return whole.replace(/^\[[^\]]*\]\[(ERROR|FATAL) *\]|^Exception in thread "main" /, '').trim().slice(0, 500);
}

function since(log: string, position: number): string {
  const size = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  const from = Math.max(position, size - TAIL_BYTES);
  if (size <= from) return '';
  const bytes = Buffer.alloc(size - from);
  const file = openSync(log, 'r');
  try {
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, from));
  } finally {
    closeSync(file);
  }
}
