import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SandboxAddress } from '#contract/control';
import { temporaryProject, type TemporaryProject } from './temporary-project.ts';

const QUICK = ['--without', 'journeys,load', '--set', 'drill.soak=PT2M', '--set', 'drill.steadyFor=PT30S', '--set', 'beacons.every=PT10M', '--set', 'beacons.fastEvery=PT10S'];
const SERIES = ['run', 's3-bucket-deletion', 's3-object-deletion', ...QUICK];
let project: TemporaryProject;
beforeEach(async () => {
  project = temporaryProject();
  expect(await project.run(['sandbox', 'seed', '--objects', '120', '--days', '1', '--quiet', '--stores', 'DR-S5'])).toMatchObject({ code: 0 });
}, 120_000);
afterEach(() => project[Symbol.asyncDispose]());

it('stopped in its first drill, ends with 4 though that drill came to a verdict, and names the drill it did not come to', async () => {
  const running = project.start([...SERIES, '--json', '--report-only']);
  await running.said('"phase":"4-recover"');
  running.child.kill('SIGINT');
  const { code, out } = await running.ended;
  const lines = out.trim().split('\n').map((line) => JSON.parse(line) as { readonly type: string });
  expect(lines.filter(({ type }) => type === 'run')).toMatchObject([{ verdict: 'fail-objective', putBack: { ok: true } }]);
  expect(lines.at(-1)).toEqual({ type: 'not-run', scenario: 's3-object-deletion', variant: null, mutation: null, why: 'stopped by SIGINT' });
  expect(code).toBe(4);
});

it('does not begin the next drill in an account that was lost, and says so in the table and below it', async () => {
  const running = project.start(SERIES);
  await running.said('T0:');
  process.kill((JSON.parse(project.read('state/sandbox.json')) as SandboxAddress).pid, 'SIGKILL');
  const { code, out, err } = await running.ended;
  expect(code, out + err).not.toBe(0);
  expect(out).toMatch(/^s3-object-deletion +not run$/m);
  expect(out).toMatch(/^s3-object-deletion: NOT RUN: 0001-s3-bucket-deletion (was left|could not be put back)/m);
  expect(err).not.toContain('0002-');
});
