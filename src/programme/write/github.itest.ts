import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { configSchema } from '#contract/config.schema';
import { githubFiles } from './github.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'github-'));
  // Stands in for redrill: two drills are due, the first fails with 2 and the second passes; what was asked is written down.
  await writeFile(join(folder, 'npx'), '#!/bin/bash\necho "$*" >> asked.txt\ncase "$*" in\n*"due --open"*) [ "$FAKE_DUE" = broken ] && exit 70; printf "rds-loss efs-loss\\nrds-loss --variant pitr\\n" ;;\n*"run rds-loss efs-loss"*) exit 2 ;;\nesac\n');
  await chmod(join(folder, 'npx'), 0o755);
});
afterAll(async () => rm(folder, { recursive: true }));

const script = (parse(githubFiles({ entries: configSchema.def.in.shape.programme.parse([{ id: 'a', scenarios: ['rds-loss'] }]), platform: 'P', home: 's3://box/x', folder: '/p', results: './results', now: '2026-11-22T12:00:00Z' })[0]?.text ?? '') as { readonly jobs: { readonly drill: { readonly steps: readonly { readonly run?: string }[] } } }).jobs.drill.steps.find(({ run }) => run?.includes('worst'))?.run ?? '';

/** As GitHub runs a step whose shell is bash. */
async function step(env: Readonly<Record<string, string>>): Promise<{ readonly code: number; readonly asked: readonly string[] }> {
  await writeFile(join(folder, 'asked.txt'), '');
  await writeFile(join(folder, 'step.sh'), script);
  const code = await new Promise<number>((resolve) => { execFile('bash', ['--noprofile', '--norc', '-eo', 'pipefail', 'step.sh'], { cwd: folder, env: { ...env, PATH: [folder, process.env['PATH'] ?? ''].join(delimiter) } }, (error) => resolve(typeof error?.code === 'number' ? error.code : 0)); });
  return { code, asked: (await readFile(join(folder, 'asked.txt'), 'utf8')).trim().split('\n') };
}

it.each([['schedule', '--within PT20H'], ['push', '--changed'], ['workflow_dispatch', '--all']])('on %s the step drills everything that is due although the first drill fails, and ends with the worst code', async (event, which) => {
  expect(await step({ GITHUB_EVENT_NAME: event })).toEqual({ code: 2, asked: [`--no-install redrill due --open ${which} --home s3://box/x`, '--no-install redrill run rds-loss efs-loss --fresh --home s3://box/x', '--no-install redrill run rds-loss --variant pitr --fresh --home s3://box/x'] });
});

it('the step fails when it cannot be told what is due', async () => {
  expect(await step({ GITHUB_EVENT_NAME: 'schedule', FAKE_DUE: 'broken' })).toMatchObject({ code: 70, asked: [expect.stringContaining('due')] as unknown });
});
