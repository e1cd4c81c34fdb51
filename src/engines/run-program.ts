import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { RedrillError } from '#kit/redrill-error';
import { engineUser } from './run-as.ts';

const run = promisify(execFile);

/** Runs a program of an engine to its end as the engines' user; what it printed. Throws RedrillError engine.program-failed with its last words. */
export async function runProgram(program: string, args: readonly string[], timeoutMs = 120_000): Promise<string> {
  try {
    const { stdout } = await run(program, [...args], { cwd: '/', timeout: timeoutMs, env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C' }, ...engineUser() });
    return stdout;
  } catch (cause) {
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim().split('\n').slice(-3).join(' ') : '';
    throw new RedrillError('engine.program-failed', `${program} failed: ${said || (cause instanceof Error ? cause.message : String(cause))}`, { cause });
  }
}
