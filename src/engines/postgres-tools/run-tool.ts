import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { PassThrough } from 'node:stream';
import { withDeadline } from '#kit/wall-clock';

/** The database that a tool looks at. */
export interface ToolTarget {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** `disable` for the sandbox, which has no TLS. */
  readonly sslmode: 'disable' | 'require';
}

export interface ToolRun {
  readonly code: number | null;
  /** The end of what it said to standard error. */
  readonly errors: string;
  readonly bytes: number;
  /** SHA-256 of standard output. */
  readonly sha256: string;
}

const ERROR_CHARS = 2000;

/** Runs a tool to its end; its output is digested, and handed to `out` where one is given. The password goes through the environment, which nobody else's PG* variable enters. */
export async function runTool(bin: string, command: readonly [program: string, ...args: string[]], target: ToolTarget, options: { readonly deadlineMs: number; readonly out?: Writable }): Promise<ToolRun> {
  const [program, ...args] = command;
  const { host, port, database, user, password, sslmode } = target;
  const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C', PGHOST: host, PGPORT: String(port), PGDATABASE: database, PGUSER: user, PGPASSWORD: password, PGSSLMODE: sslmode, PGAPPNAME: 'redrill', PGCONNECT_TIMEOUT: '10', PGPASSFILE: '/dev/null', PGSERVICEFILE: '/dev/null', PGSYSCONFDIR: '/nonexistent', HOME: '/nonexistent' };
  return withDeadline(options.deadlineMs, async (signal) => {
    const child = spawn(join(bin, program), ['--no-password', ...args], { env, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'], signal });
    const ended = new Promise<number | null>((resolve, reject) => { child.once('error', reject).once('close', resolve); });
    const digest = createHash('sha256');
    let bytes = 0;
    const [code, errors] = await Promise.all([ended, text(child.stderr), pipeline(child.stdout, async function* digested(chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        digest.update(chunk);
        yield chunk;
      }
    }, options.out ?? new PassThrough().resume())]);
    return { code, errors: errors.trim().slice(-ERROR_CHARS), bytes, sha256: digest.digest('hex') };
  });
}
