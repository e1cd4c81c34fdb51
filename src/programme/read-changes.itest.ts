import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { configSchema } from '#contract/config.schema';
import { readChanges } from './read-changes.ts';

const { programme } = configSchema.def.in.shape;

it('git tells the newest commit of files and of a branch and the newest matching tag; where there is no git that is said', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'changes-'));
  const git = (date: string, ...args: readonly string[]): void => { execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false', ...args], { cwd: folder, stdio: 'pipe', env: { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date } }); };
  const commit = (date: string, path: string): void => {
    mkdirSync(join(folder, 'infra', 'db'), { recursive: true });
    writeFileSync(join(folder, path), date);
    git(date, 'add', '.');
    git(date, 'commit', '-q', '-m', date);
  };
  git('2026-01-01T00:00:00Z', 'init', '-q', '-b', 'main');
  commit('2026-01-01T10:00:00+02:00', 'infra/db/schema.sql');
  git('2026-02-01T00:00:00Z', 'tag', '-a', 'release-1', '-m', 'x');
  commit('2026-03-01T00:00:00Z', 'readme.md');
  const entries = programme.parse([{ id: 'folder', afterChange: { files: ['infra/db/'] } }, { id: 'tag', afterChange: { tag: 'release-*', files: ['infra/db'] } }, { id: 'branch', afterChange: { commit: 'main' } }, { id: 'nothing', afterChange: { tag: 'no-such-*' } }, { id: 'plain' }].map((entry) => ({ scenarios: ['rds-loss'], ...entry })));
  const { changes, gaps } = await readChanges({ programme: entries }, folder);
  expect([...changes].map(([id, { at }]) => [id, at])).toEqual([['folder', '2026-01-01T08:00:00.000000Z'], ['tag', '2026-02-01T00:00:00.000000Z'], ['branch', '2026-03-01T00:00:00.000000Z']]);
  expect(gaps).toEqual([]);
  const elsewhere = mkdtempSync(join(tmpdir(), 'no-git-'));
  expect((await readChanges({ programme: entries.slice(0, 1) }, elsewhere)).gaps[0]).toContain('so only its dates count');
  for (const one of [folder, elsewhere]) rmSync(one, { recursive: true });
});
