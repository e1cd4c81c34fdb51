import { afterAll, beforeAll, expect, it } from 'vitest';
import { IAM } from '@aws-sdk/client-iam';
import type { SandboxAddress, SandboxKeys } from '#contract/control';
import { temporaryProject, type TemporaryProject } from './temporary-project.ts';

const QUICK = ['--without', 'journeys,load', '--set', 'drill.soak=PT2M', '--set', 'drill.steadyFor=PT30S', '--set', 'beacons.every=PT10M', '--set', 'beacons.fastEvery=PT10S'];
let project: TemporaryProject;
let iam: IAM;

beforeAll(async () => {
  project = temporaryProject();
  expect(await project.run(['sandbox', 'seed', '--objects', '120', '--days', '1', '--quiet', '--stores', 'DR-S5'])).toMatchObject({ code: 0 });
  const { endpoint } = JSON.parse(project.read('state/sandbox.json')) as SandboxAddress;
  const { 'platform-admin': credentials } = JSON.parse(project.read('state/credentials.json')) as SandboxKeys;
  if (!credentials) throw new Error('no keys for platform-admin');
  iam = new IAM({ endpoint, region: 'us-west-2', credentials });
}, 240_000);
afterAll(async () => {
  iam.destroy();
  await project[Symbol.asyncDispose]();
});

/** One drill while a role lacks one action. */
async function without(RoleName: string, Action: string): Promise<{ readonly code: number | null; readonly said: string; readonly last: { readonly type?: string; readonly verdict?: string; readonly putBack?: { readonly ok: boolean } } }> {
  const named = { RoleName, PolicyName: 'one-less' };
  await iam.putRolePolicy({ ...named, PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action, Resource: '*' }] }) });
  try {
    const { code, out, err } = await project.run(['run', 's3-bucket-deletion', '--json', ...QUICK]);
    return { code, said: out + err, last: JSON.parse(out.trim().split('\n').at(-1) ?? '{}') as object };
  } finally {
    await iam.deleteRolePolicy(named);
  }
}

it.each([
  ['drill-operator', 's3:DeleteObjectVersion', ['refused', 'aborted', 'inconclusive']],
  ['drill-restorer', 's3:CreateBucket', ['fail-not-recovered']],
] as const)('a drill whose %s lacks %s is no success, and the action is named', async (role, action, verdicts) => {
  const { code, said, last } = await without(role, action);
  expect(code, said).not.toBe(0);
  expect(last, said).toMatchObject({ type: 'run', putBack: { ok: true } });
  expect(verdicts).toContain(last.verdict);
  expect(said.slice(-20_000)).toMatch(new RegExp(`assumed-role/${role}/\\S+ is not authorized to perform: ${action} on resource`));
});

it('with everything that is derived the same drill recovers', async () => {
  const { out, err } = await project.run(['run', 's3-bucket-deletion', '--json', ...QUICK]);
  expect(err).toBe('');
  expect(JSON.parse(out.trim().split('\n').at(-1) ?? '{}')).toMatchObject({ type: 'run', verdict: 'fail-objective', putBack: { ok: true } });
});
