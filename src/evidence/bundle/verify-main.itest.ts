import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { reporting } from '#report/reporting';
import { VERSION, signedRun } from '../testing/signed-run.ts';
import { verdictLines, verifyPath } from './verify-main.ts';
import { writeBundle } from './write-bundle.ts';

const folder = mkdtempSync(join(tmpdir(), 'redrill-outsider-'));

/** In an empty folder, with no package in reach, as an outsider runs it. */
function outsider(...args: readonly string[]): { readonly code: number | null; readonly lines: readonly string[]; readonly err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--permission', `--allow-fs-read=*`, 'verify.mjs', ...args], { cwd: folder, encoding: 'utf8', env: {} });
  return { code: status, lines: stdout.trimEnd().split('\n'), err: stderr };
}

test('the script in a bundle imports nothing but Node, may write and start nothing, and says what redrill verify says', async () => {
  const made = await (await signedRun(reporting, 'fail-integrity')).bundle();
  const written = writeBundle(join(folder, 'out'), made);
  copyFileSync(written.verifier, join(folder, 'verify.mjs'));
  const imports = [...readFileSync(written.verifier, 'utf8').matchAll(/^import .* from '([^']+)';$/gm)].map(([, from]) => from ?? '');
  expect(imports.length).toBeGreaterThan(2);
  expect(imports.filter((from) => !['node:crypto', 'node:fs', 'node:path', 'node:process', 'node:zlib'].includes(from))).toEqual([]);
  expect(readFileSync(written.verifier, 'utf8')).not.toMatch(/\bimport\(|\brequire\(|\beval\(|\bfetch\(/);
  for (const path of [written.archive, written.folder]) {
    const own = verifyPath(path, { version: VERSION });
    expect(own).toMatchObject({ exitCode: 0, verdict: 'fail-integrity' });
    expect(outsider(path)).toEqual({ code: 0, lines: verdictLines(own), err: '' });
  }
  expect(outsider(written.archive, '--key', made.manifest.signer ?? '').code).toBe(0);
  expect(outsider(written.archive, '--key', 'SHA256:00')).toMatchObject({ code: 1, lines: [expect.stringMatching(/^INVALID: The bundle was signed with another key/)] });
});

test('a link in the folder of a bundle, a file that is not there and a bundle that was changed each get their code', async () => {
  const made = await (await signedRun(reporting, 'pass')).bundle();
  const { folder: bundle, archive } = writeBundle(join(folder, 'other'), made);
  writeFileSync(join(bundle, 'report.md'), 'all is well');
  expect(outsider(bundle)).toMatchObject({ code: 1, lines: [expect.stringMatching(/^INVALID: report\.md is not the file/)] });
  symlinkSync('/etc/hostname', join(bundle, 'link'));
  expect(outsider(bundle)).toMatchObject({ code: 1, lines: [expect.stringContaining('is a link or no plain file')] });
  expect(outsider(`${archive}.gone`)).toMatchObject({ code: 2, lines: [expect.stringContaining('it does not exist')] });
  expect(outsider('/dev/zero')).toMatchObject({ code: 2 });
  expect(outsider()).toMatchObject({ code: 2, err: expect.stringContaining('usage: node verify.mjs') });
});
