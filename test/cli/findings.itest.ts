import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawRun } from '#evidence/ledger';

const results = mkdtempSync(join(tmpdir(), 'redrill-findings-cli-'));
let folder = '';
beforeAll(async () => {
  for (let n = 1; n <= 7; n += 1) ({ folder } = await drawRun(results, 's3-bucket-deletion'));
  cpSync(join('fixtures', 'runs', 'fail-objective'), folder, { recursive: true });
  rmSync(join(folder, 'context.json'));
});
afterAll(() => rmSync(results, { recursive: true, force: true }));

/** The real program on a recorded run. Its environment is bare: a variable of the tests, such as REDRILL_TEST_PYTHON, is no setting of redrill and would be refused. */
async function redrill(...args: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const command = ['--conditions=redrill-source', 'bin/redrill.mjs', ...args, '--set', `results=${results}`];
  return promisify(execFile)(process.execPath, command, { env: { PATH: process.env['PATH'], HOME: results } }).then(({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }), (error: { code: number; stdout: string; stderr: string }) => ({ code: error.code, out: error.stdout, err: error.stderr }));
}

it('a finding is opened by a run, assigned, told when overdue, closed by no run that has it, and holds a final report back until somebody owns it', async () => {
  expect((await redrill('report', '7', '--no-pdf')).code).toBe(0);
  const draft = readFileSync(join(folder, 'report.md'), 'utf8');
  const listed = JSON.parse((await redrill('findings', '--state', 'open', '--json')).out) as { readonly findings: readonly { readonly id: string; readonly seen: readonly number[] }[] };
  expect(listed.findings.length).toBeGreaterThan(0);
  const [id = ''] = listed.findings.map((finding) => finding.id);
  expect(listed.findings[0]?.seen).toEqual([7]);

  const blocked = await redrill('report', '7', '--final', '--no-pdf');
  expect(blocked.code).toBe(1);
  expect(blocked.err).toContain(`finding ${id}`);
  expect(blocked.err).toContain('stays a draft');
  expect(readFileSync(join(folder, 'report.md'), 'utf8')).toBe(draft);

  expect((await redrill('findings', 'assign', id, '--owner', 'ann', '--due', '2026-02-30')).code).toBe(64);
  expect((await redrill('findings', 'assign', id, '--owner', 'ann', '--due', '2020-01-31')).out).toContain('owner ann, due 2020-01-31');
  const overdue = await redrill('findings');
  expect(overdue.code).toBe(1);
  expect(overdue.err).toContain(`${id} is overdue by`);
  const close = await redrill('findings', 'close', id, '--run', '7');
  expect([close.code, close.err]).toEqual([64, expect.stringContaining('run 7 still has it')]);
  expect((await redrill('findings', 'accept', id, '--by', 'cto', '--until', '2999-12-31', '--why', 'cheap data')).code).toBe(0);
  expect((await redrill('findings')).code).toBe(0);
  expect((await redrill('report', '7', '--final', '--no-pdf')).err).not.toContain(id);

  // What was kept beside the record decides, not the register of today.
  expect((await redrill('report', '7', '--no-pdf')).code).toBe(0);
  expect(readFileSync(join(folder, 'report.md'), 'utf8')).toBe(draft);
});
