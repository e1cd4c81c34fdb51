import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryProject, type TemporaryProject } from './temporary-project.ts';

let project: TemporaryProject;
beforeAll(() => { project = temporaryProject(); });
afterAll(() => project[Symbol.asyncDispose]());

/** A Node older than 24 somewhere on PATH, outside node_modules; null where there is none. */
function olderNode(): string | null {
  const found = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules')).map((folder) => join(folder, 'node')).filter((file) => existsSync(file));
  return found.find((file) => Number(/^v(\d+)/.exec(execFileSync(file, ['--version'], { encoding: 'utf8' }))?.[1]) < 24) ?? null;
}

const older = olderNode();

describe('the launcher', () => {
  it('drops NODE_OPTIONS of the environment and says so only when asked', async () => {
    project.write('evil.cjs', "process.stdout.write('EVIL');");
    const env = { NODE_OPTIONS: `--no-experimental-strip-types --conditions=elsewhere` };
    const quiet = await project.run(['--version'], { env });
    expect([quiet.code, quiet.err]).toEqual([0, '']);
    expect((await project.run(['doctor', '--verbose'], { env })).err).toContain('redrill: ignored NODE_OPTIONS of the environment');
  });

  it('takes no detour: the process that was started is the one that runs', async () => {
    const { child, ended } = project.start(['doctor', '--json']);
    const pid = child.pid;
    expect(pid).toBeGreaterThan(0);
    expect((await ended).code).toBe(0);
  });

  it.runIf(older !== null)('runs on the pinned Node when the outer one is older, with the same exit codes', async () => {
    const node = older ?? '';
    const { code, out } = await project.run(['doctor', '--json'], { node });
    expect(code).toBe(0);
    expect((JSON.parse(out) as { findings: { what: string; ok: boolean }[] }).findings.find((one) => one.what === 'Node')?.ok).toBe(true);
    expect((await project.run(['conifg'], { node })).code).toBe(64);
  });

  it.runIf(older !== null)('killed, takes the real process with it', async () => {
    const running = project.start(['run', 's3-bucket-deletion', '--attended', '--stores', 'DR-S5', '--without', 'journeys,load', '--set', 'drill.steadyFor=PT1S'], { node: older ?? '' });
    await running.said('writing');
    const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(running.child.pid)], { encoding: 'utf8' }).trim().split(/\s+/).map(Number);
    expect(children.length).toBe(1);
    running.child.kill('SIGKILL');
    await running.ended;
    await expect.poll(() => isAlive(children[0] ?? 0), { timeout: 5000 }).toBe(false);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
