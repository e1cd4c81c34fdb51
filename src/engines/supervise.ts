import { spawn } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { exactProcess, haveEnded, signal } from './exact-process.ts';
import type { ExactProcess } from './exact-process.ts';

export interface SuperviseInput {
  /** Program and arguments. */
  readonly command: readonly string[];
  /** Name of the shell between us and it, in lists of processes. */
  readonly name: string;
  /** Where standard output and error go: a descriptor or `pipe`. */
  readonly output: readonly [out: number | 'pipe', error: number | 'pipe'];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly user: { readonly uid: number; readonly gid: number } | null;
}

/** A program that cannot outlive us. */
export interface Supervised {
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  /** The program itself; null when it could not be started or has ended already. */
  readonly server: ExactProcess | null;
  /** Its exit code, when no process of it is left; null when the shell was killed or could not be started. */
  readonly exited: Promise<number | null>;
}

/**
 * The shell between us and a program. It holds the other end of a pipe of ours: when that closes, be it that we were killed, it ends the
 * program, at first in order. It tells the program's pid on descriptor 3 and ends with the program.
 */
const SUPERVISOR = `
exec 4<&0
"$@" </dev/null 3>&- 4<&- &
server=$!
echo "$server" >&3
exec 3>&-
( read -r _ <&4; kill -TERM "$server"; sleep 15; kill -KILL "$server" ) >/dev/null 2>&1 &
watcher=$!
exec 4<&-
wait "$server"
code=$?
kill "$watcher" 2>/dev/null
exit "$code"
`;
const PATIENCE_MS = 20_000;

/** Starts a program that ends when we do, however we end. */
export async function supervise({ command, name, output, env, cwd = '/', user }: SuperviseInput): Promise<Supervised> {
  const stdio: StdioOptions = ['pipe', ...output, 'pipe'];
  const shell = spawn('/bin/sh', ['-c', SUPERVISOR, name, ...command], { ...user, cwd, detached: true, stdio, env: { ...env } });
  // the shell ends with the program; writing to it never happens, and a broken pipe says what `exited` says
  shell.stdin?.on('error', () => undefined);
  const closed = new Promise<number | null>((resolve) => { shell.once('exit', resolve).once('error', () => resolve(null)); });
  const pid = Number((await text(shell.stdio[3] as Readable)).trim());
  const server = pid > 0 ? exactProcess(pid) : null;
  return { stdout: shell.stdout, stderr: shell.stderr, server, exited: allGone(shell, closed, server) };
}

/** When somebody killed the shell alone, nobody would end the program with us any more: then it ends now. */
async function allGone(shell: ChildProcess, closed: Promise<number | null>, server: ExactProcess | null): Promise<number | null> {
  const code = await closed;
  if (server !== null) {
    signal(server, 'SIGKILL');
    await haveEnded([server], PATIENCE_MS);
  }
  shell.stdin?.destroy();
  return code;
}
