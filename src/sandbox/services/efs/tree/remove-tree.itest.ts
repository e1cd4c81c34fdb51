import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const NOBODY = 65534;
const root = process.getuid?.() === 0;
let folder: string;

beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'redrill-remove-')); });
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

test('who is not root removes a tree whose folders nobody may write, enter or read, and nothing that links of it lead to', () => {
  const [tree, outside] = [join(folder, 'tree'), join(folder, 'outside')];
  for (const path of [tree, join(tree, 'closed'), join(tree, 'closed/deeper'), outside]) mkdirSync(path);
  for (const path of [join(tree, 'a'), join(tree, 'closed/deeper/b'), join(outside, 'kept')]) writeFileSync(path, '');
  symlinkSync(outside, join(tree, 'closed/link'));
  if (root) execFileSync('chown', ['-hR', `${NOBODY}:${NOBODY}`, folder]);
  for (const path of [outside, join(tree, 'closed/deeper'), join(tree, 'closed')]) chmodSync(path, path === outside ? 0o555 : 0);
  chmodSync(tree, 0o500);
  const script = `const { removeTree } = await import(${JSON.stringify(join(import.meta.dirname, 'remove-tree.ts'))}); ${root ? `process.setgid(${NOBODY}); process.setuid(${NOBODY}); ` : ''}removeTree(${JSON.stringify(tree)});`;
  execFileSync(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' });
  expect([existsSync(tree), existsSync(join(outside, 'kept'))]).toEqual([false, true]);
});
