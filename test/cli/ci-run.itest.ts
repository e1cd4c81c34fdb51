import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

let folder: string;

/** A clone with nothing in it but the script, where npm, npx and whatever else it calls end as the environment says. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'redrill-ci-'));
  for (const one of ['.ci', 'bin', 'node_modules/.bin']) mkdirSync(join(folder, one), { recursive: true });
  cpSync(join(import.meta.dirname, '../../.ci/run'), join(folder, '.ci/run'));
  symlinkSync(process.execPath, join(folder, 'node_modules/.bin/node'));
  const stub = (name: string, script: string): void => {
    writeFileSync(join(folder, 'bin', name), `#!/usr/bin/env bash\n${script}\n`);
    chmodSync(join(folder, 'bin', name), 0o755);
  };
  for (const name of ['rclone', 'chromium', 'python3', 'aws']) stub(name, 'exit 0');
  stub('npx', 'exit "$DOCTOR"');
  stub('npm', `case "$1 $2" in
    'run drill') exit "$DRILL" ;;
    'test --') for last; do :; done; printf '{"numPassedTests": 7, "numFailedTests": %s}' "$FAILED" > "\${last#--outputFile.json=}"; exit "$FAILED" ;;
  esac`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run({ doctor = 0, drill = 0, failed = 0 }: { readonly doctor?: number; readonly drill?: number; readonly failed?: number }): readonly [number | null, string | undefined] {
  const { status, stdout } = spawnSync(join(folder, '.ci/run'), { encoding: 'utf8', env: { PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`, DOCTOR: String(doctor), DRILL: String(drill), FAILED: String(failed) } });
  return [status, stdout.trim().split('\n').at(-1)];
}

it.each([
  ['everything is well', {}, 0, '7 passed, 0 failed'],
  ['an engine is missing and its drill is inconclusive', { doctor: 64, drill: 3 }, 0, '7 passed, 0 failed'],
  ['a drill is inconclusive though every engine is here', { drill: 3 }, 1, '7 passed, 0 failed'],
  ['an engine is missing and another drill could not be put back', { doctor: 64, drill: 7 }, 1, '7 passed, 0 failed'],
  ['a drill fails', { drill: 70 }, 1, '7 passed, 0 failed'],
  ['a test fails', { failed: 1 }, 1, '7 passed, 1 failed'],
  ['a test and a drill fail', { failed: 1, drill: 4 }, 1, '7 passed, 1 failed'],
] as const)('when %s, a build machine sees the counts as the last line and the right end', (_what, how, code, last) => {
  expect(run(how)).toEqual([code, last]);
});
