import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunSummary } from '#contract/run-summary';
import { temporaryProject, type TemporaryProject } from './temporary-project.ts';

const QUICK = ['--without', 'journeys,load', '--set', 'drill.soak=PT2M', '--set', 'drill.steadyFor=PT30S', '--set', 'beacons.every=PT10M', '--set', 'beacons.fastEvery=PT10S'];
let project: TemporaryProject;
beforeAll(async () => {
  project = temporaryProject();
  expect(await project.run(['sandbox', 'seed', '--objects', '100', '--days', '1', '--quiet', '--stores', 'DR-S5'])).toMatchObject({ code: 0 });
}, 120_000);
afterAll(() => project[Symbol.asyncDispose]());

/** Settings of somebody else's tools, all of them nonsense. */
const NONSENSE = {
  NODE_OPTIONS: '--conditions=elsewhere --no-experimental-strip-types',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_PROFILE: 'production', AWS_ACCESS_KEY_ID: 'nonsense', AWS_SECRET_ACCESS_KEY: 'x', AWS_SESSION_TOKEN: 'y',
  AWS_REGION: 'mars-1', AWS_CA_BUNDLE: '/missing', AWS_CONFIG_FILE: '/missing', AWS_USE_FIPS_ENDPOINT: 'true', AWS_RETRY_MODE: 'nonsense', AWS_MAX_ATTEMPTS: 'abc',
  HTTP_PROXY: 'http://127.0.0.1:9', http_proxy: 'http://127.0.0.1:9', HTTPS_PROXY: 'http://127.0.0.1:9', NODE_USE_ENV_PROXY: '1', TZ: 'Asia/Kolkata', LC_ALL: 'tr_TR.UTF-8',
};

const first = (): RunSummary => JSON.parse(project.read('results/0001-s3-bucket-deletion/run.json')) as RunSummary;

describe('two results folders on one account', () => {
  it('the first run is not moved by settings of the environment that point elsewhere', async () => {
    const { code, err } = await project.run(['run', 's3-bucket-deletion', '--quiet', ...QUICK], { env: NONSENSE });
    expect([code, err]).toEqual([1, '']);
    expect(first()).toMatchObject({ verdict: 'fail-objective', putBack: { ok: true } });
  });

  it('a run of the same number measures its own marks, not those that a namesake left in the account', async () => {
    const before = first().rpa.seconds ?? 0;
    rmSync(join(project.folder, 'results'), { recursive: true });
    expect((await project.run(['run', 's3-bucket-deletion', '--quiet', ...QUICK])).code).toBe(1);
    const { rpa, stores } = first();
    // Both strikes fall hours after the newest copy; the marks of the first run came back from that copy and are older than this run.
    expect([before, rpa.seconds ?? 0].map((seconds) => seconds > 3600)).toEqual([true, true]);
    expect(stores[0]?.integrity).toMatchObject({ missing: 0, different: 0, unexpected: 0 });
  });

  it('history lists what was run, and plan tells what was measured last', async () => {
    const { attempts } = JSON.parse((await project.run(['history', '--json'])).out) as { attempts: unknown[] };
    expect(attempts).toMatchObject([{ number: 1, scenario: 's3-bucket-deletion', verdict: 'fail-objective', putBack: true }]);
    expect((await project.run(['history'])).out).toMatch(/^RUN .*\n0001-s3-bucket-deletion .* fail-objective .* yes\n$/);
    expect((await project.run(['plan', 's3-bucket-deletion'])).out).toMatch(/measured last, in 0001-s3-bucket-deletion: recovered in \d+ min/);
  });
});

describe('an unfinished run whose account was deleted', () => {
  it('is not resumed in a new and empty one, and keeps nobody from cleaning up', async () => {
    const killed = project.start(['run', 's3-object-deletion', ...QUICK]);
    await killed.said('phase 2-baseline');
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect((await project.run(['sandbox', 'down', '--delete'])).code).toBe(0);
    const gone = '0002-s3-object-deletion: the account that it drilled is gone';
    const resumed = await project.run(['resume']);
    expect([resumed.code, resumed.err.includes(gone)]).toEqual([64, true]);
    const cleaned = await project.run(['cleanup']);
    expect([cleaned.code, cleaned.err.includes(gone)]).toEqual([0, true]);
    expect((await project.run(['sandbox', 'status'])).out).toContain('(does not exist yet)');
  });
});
