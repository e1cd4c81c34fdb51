import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeProject, QUICK, type Project } from '../crash/project.ts';

/** A drill that has never been seen to fail is no evidence: each sabotage on a fresh copy of one seeded account. */
describe.each([
  { scenario: 's3-bucket-deletion', mutations: ['empty-backup', 'stale-point', 'truncated-copy', 'wrong-resource', 'missing-grant', 'one-changed', 'one-missing', 'bit-rot', 'old-data-left', 'posture-weaker', 'notifications-first', 'frozen-clock', 'yes-checker'] },
  { scenario: 's3-bucket-deletion --variant aws-backup', mutations: ['empty-backup', 'stale-point', 'truncated-copy', 'wrong-resource', 'missing-grant', 'skipped-objects', 'one-changed', 'one-missing', 'old-data-left', 'posture-weaker', 'notifications-first', 'frozen-clock', 'yes-checker'] },
  { scenario: 's3-object-deletion', mutations: ['empty-backup', 'stale-point', 'truncated-copy', 'missing-grant', 'one-changed', 'one-missing', 'old-data-left', 'posture-weaker', 'frozen-clock', 'yes-checker'] },
  { scenario: 'rds-loss', mutations: ['empty-backup', 'stale-point', 'truncated-copy', 'wrong-resource', 'missing-grant', 'one-changed', 'one-missing', 'old-data-left', 'posture-weaker', 'frozen-clock', 'yes-checker'] },
])('$scenario under sabotage', ({ scenario, mutations }) => {
  let project: Project;
  beforeAll(async () => { project = await makeProject(); });
  afterAll(() => project.dispose());

  it(`goes red with the declared reason under each of ${mutations.length} mutations`, async () => {
    const run = await project.redrill('run', ...scenario.split(' '), '--all-mutations', '--quiet', '--objects', '250', '--days', '2', ...QUICK);
    expect(run.code, run.stdout + run.stderr).toBe(0);
    const seen = (await Promise.all((await project.runs()).map((id) => project.summary(id)))).flatMap((summary) => summary.mutations.map(({ id, seenRed, expect: expected, got }) => ({ id, seenRed, expected: expected.reasonCode, got })));
    expect(seen.map(({ id }) => id).sort()).toEqual([...mutations].sort());
    expect(seen.filter(({ seenRed }) => !seenRed)).toEqual([]);
    expect(run.stdout).toContain(`sensitivity: ${mutations.length} of ${mutations.length} mutations seen red`);
  }, 600_000);
});
