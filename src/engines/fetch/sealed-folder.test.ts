import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sha256 } from '#kit/digest';
import { brokenSeal, sealFolder } from './sealed-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redrill-seal-'));
  mkdirSync(join(folder, 'lib'));
  writeFileSync(join(folder, 'lib', 'a.jar'), 'right');
  writeFileSync(join(folder, 'b'), 'b');
  await sealFolder(folder);
});
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

test('a folder that nobody touched is whole', async () => {
  expect(await brokenSeal(folder)).toBeNull();
});

test('a changed file is named with the digest it has, the one it should have, and what to remove', async () => {
  writeFileSync(join(folder, 'lib', 'a.jar'), 'wrong');
  expect(await brokenSeal(folder, '/cache/x')).toBe(`${join(folder, 'lib/a.jar')} has SHA-256 ${sha256('wrong')}, expected ${sha256('right')}: remove /cache/x and run again with a network`);
});

test.each([
  ['a missing file', () => rmSync(join(folder, 'b')), /b is missing/],
  ['a file that was added, which a classpath would take in', () => writeFileSync(join(folder, 'lib', 'evil.jar'), 'x'), /lib\/evil\.jar was not put there by redrill/],
  ['a lost list', () => rmSync(join(folder, '.redrill-seal.json')), /has no list of its files/],
  ['an empty list', () => writeFileSync(join(folder, '.redrill-seal.json'), ''), /\.redrill-seal\.json is not a list of files: remove .* and run again with a network$/],
  ['a list that was cut off', () => truncateSync(join(folder, '.redrill-seal.json'), 20), /\.redrill-seal\.json is not a list of files/],
])('%s is named', async (_, spoil, words) => {
  spoil();
  expect(await brokenSeal(folder)).toMatch(words);
});
