import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { RedrillError } from '#kit/redrill-error';
import { after } from '#kit/wall-clock';
import { signal } from '../exact-process.ts';
import { engineUser, giveToEngine } from '../run-as.ts';
import { clearLeftovers, killServer } from './clear-leftovers.ts';
import { followLog, linesSince, logPosition, rotateLog } from './follow-log.ts';
import { postmasterOf } from './postmaster-file.ts';

/** A running server. */
export interface PostgresServer {
  readonly pid: number;
  /** What it logged until it was ready. */
  readonly startLog: readonly string[];
  /** Resolves when no process of it is left. */
  readonly exited: Promise<void>;
  /** `fast` in order, `immediate` without a checkpoint, `crash` as a power cut of the server would. Resolves when it has ended. */
  stop(how: 'fast' | 'immediate' | 'crash'): Promise<void>;
}

export interface ServerInput {
  /** The `postgres` program. */
  readonly program: string;
  /** Data folder with its configuration (`writeSettings`); belongs to the engines' user. */
  readonly data: string;
  readonly log: string;
  /** How long it may take until it answers; recovery included. */
  readonly deadlineMs: number;
}

/**
 * The shell between us and a server. It holds the other end of a pipe of ours: when that closes, be it that we were killed, it stops the
 * server in order (SIGINT). It ends with the server.
 */
const SUPERVISOR = `
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
( read -r _ <&3; kill -INT "$server" ) 2>/dev/null &
watcher=$!
exec 3<&-
wait "$server"
code=$?
kill "$watcher" 2>/dev/null
exit "$code"
`;
const READY = /database system is ready to accept connections/;
const STOP_PATIENCE_MS = 30_000;

/** Starts a server and waits until it accepts connections. Throws RedrillError postgres.start-failed with its last words; no process stays behind. */
export async function startServer(input: ServerInput): Promise<PostgresServer> {
  const data = resolve(input.data);
  await clearLeftovers(data);
  rotateLog(input.log);
  if (!existsSync(input.log)) writeFileSync(input.log, '', { mode: 0o600 });
  giveToEngine(input.log);
  const position = logPosition(input.log);
  const shell = spawnServer({ ...input, data });
  const exited = new Promise<void>((resolveExit) => { shell.once('exit', () => resolveExit()).once('error', () => resolveExit()); });
  const why = await ready(input, position, exited);
  const startLog = linesSince(input.log, position);
  if (why !== null) {
    await kill(data, shell, exited);
    throw new RedrillError('postgres.start-failed', `PostgreSQL did not start on ${data}: ${lastWords(startLog) ?? why}`, { cause: startLog.join('\n') });
  }
  return { pid: postmasterOf(data)?.pid ?? -1, startLog, exited, stop: (how) => stop({ data, shell, exited }, how) };
}

function spawnServer({ program, data, log }: ServerInput): ChildProcess {
  const file = openSync(log, 'a');
  try {
    const shell = spawn('/bin/sh', ['-c', SUPERVISOR, 'redrill-postgres', program, '-D', data], { ...engineUser(), cwd: '/', detached: true, stdio: ['pipe', file, file], env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' } });
    // the shell ends with the server; writing to it never happens, and a broken pipe says what `exited` says
    shell.stdin?.on('error', () => undefined);
    return shell;
  } finally {
    closeSync(file);
  }
}

/** Null when the server is ready, else why not. */
async function ready({ log, deadlineMs }: ServerInput, position: number, exited: Promise<void>): Promise<string | null> {
  const outcome = Promise.withResolvers<string | null>();
  const stopFollowing = followLog(log, position, (line) => { if (READY.test(line)) outcome.resolve(null); });
  const cancel = after(deadlineMs, () => outcome.resolve(`it was not ready after ${deadlineMs / 1000} s`));
  void exited.then(() => outcome.resolve('it ended at once'));
  try {
    return await outcome.promise;
  } finally {
    cancel();
    stopFollowing();
  }
}

async function stop(server: { readonly data: string; readonly shell: ChildProcess; readonly exited: Promise<void> }, how: 'fast' | 'immediate' | 'crash'): Promise<void> {
  const postmaster = postmasterOf(server.data);
  if (how === 'crash' || postmaster === null) return kill(server.data, server.shell, server.exited);
  if (how === 'fast') server.shell.stdin?.end();
  else signal(postmaster, 'SIGQUIT');
  const cancel = after(STOP_PATIENCE_MS, () => { void kill(server.data, server.shell, server.exited); });
  await server.exited;
  cancel();
}

async function kill(data: string, shell: ChildProcess, exited: Promise<void>): Promise<void> {
  const postmaster = postmasterOf(data);
  if (postmaster !== null) await killServer(data, postmaster);
  shell.stdin?.end();
  await exited;
}

/** What it complained about, for people. */
function lastWords(lines: readonly string[]): string | null {
  const complaints = lines.filter((line) => /(FATAL|PANIC): /.test(line));
  return complaints.at(-1)?.replace(/^.*?(FATAL|PANIC): +/, '') ?? null;
}
