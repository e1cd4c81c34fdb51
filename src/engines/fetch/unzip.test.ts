import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeZip } from './testing/make-zip.ts';
import type { ZipMember } from './testing/make-zip.ts';
import { unzip } from './unzip.ts';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'redrill-zip-')); });
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

function zip(bytes: Buffer): { readonly file: string; readonly into: string } {
  const [file, into] = [join(folder, 'a.zip'), join(folder, 'into')];
  writeFileSync(file, bytes);
  mkdirSync(into);
  return { file, into };
}

test('programs stay programs, other files are readable by all, and what is not wanted is left out', async () => {
  const { file, into } = zip(makeZip([
    { name: 'top/bin/java', text: '#!', mode: 0o100_750 },
    { name: 'top/lib/a.jar', text: 'x'.repeat(100_000), mode: 0o100_640 },
    { name: 'top/modules/geo/b', text: 'b' },
    { name: 'top/empty/', text: '' },
  ]));
  await unzip(file, into, (name) => (name.includes('/geo/') ? null : name.replace('top/', '')));
  expect(readdirSync(into, { recursive: true }).toSorted()).toEqual(['bin', 'bin/java', 'lib', 'lib/a.jar']);
  expect([statSync(join(into, 'bin/java')).mode & 0o777, statSync(join(into, 'lib/a.jar')).mode & 0o777]).toEqual([0o755, 0o644]);
  expect(readFileSync(join(into, 'lib/a.jar'), 'utf8')).toBe('x'.repeat(100_000));
});

const HOSTILE: readonly (readonly [string, readonly ZipMember[], RegExp])[] = [
  ['a name that climbs out', [{ name: '../outside', text: 'x' }], /invalid relative path: \.\.\/outside/],
  ['a name from the root', [{ name: '/etc/outside', text: 'x' }], /absolute path: \/etc\/outside/],
  ['a name with backslashes', [{ name: String.raw`..\outside`, text: 'x' }], /invalid characters in fileName/],
  ['a symbolic link', [{ name: 'a', text: '/etc/passwd', mode: 0o120_777 }], /a is a symbolic link/],
  ['the same name twice', [{ name: 'a', text: 'x' }, { name: 'a', text: 'y' }], /EEXIST/],
  ['a file whose bytes were changed', [{ name: 'a', text: 'x', crc: 7 }], /a is damaged \(its CRC-32 is [0-9a-f]+, expected 7\)/],
];

test.each(HOSTILE)('%s is refused with the name of the zip, and nothing lands outside the folder', async (_, members, words) => {
  const { file, into } = zip(makeZip(members));
  await expect(unzip(file, into)).rejects.toMatchObject({ code: 'fetch.bad-zip', message: expect.stringMatching(words) });
  await expect(unzip(file, into)).rejects.toThrow(`${file} cannot be unpacked`);
  expect([existsSync(join(folder, 'outside')), existsSync('/etc/outside')]).toEqual([false, false]);
});

test('a renaming that leads out of the folder is refused as well', async () => {
  const { file, into } = zip(makeZip([{ name: 'a', text: 'x' }]));
  await expect(unzip(file, into, (name) => `../${name}`)).rejects.toThrow('leads out of the folder');
  expect(existsSync(join(folder, 'a'))).toBe(false);
});

test('half a zip is refused', async () => {
  const { file, into } = zip(makeZip([{ name: 'a', text: 'x' }]).subarray(0, 40));
  await expect(unzip(file, into)).rejects.toMatchObject({ code: 'fetch.bad-zip' });
  expect(readdirSync(into)).toEqual([]);
});
