import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '#kit/random';
import { reporting } from '#report/reporting';
import { VERSION, signedRun } from '../testing/signed-run.ts';
import { archiveHead, packArchive, packTar } from './pack-archive.ts';
import { tarHeader } from './tar-header.ts';
import { unpackArchive } from './unpack-archive.ts';
import { told, verifyBundle } from './verify-bundle.ts';

const one = (name: string, edit: (header: Buffer) => void = () => undefined): Buffer => {
  const header = tarHeader(name, 0);
  edit(header);
  return Buffer.concat([header, Buffer.alloc(1024)]);
};
const verdictOf = (bytes: Buffer) => told(() => verifyBundle(unpackArchive(bytes), { version: VERSION }));

describe('an archive that a bundle cannot be is refused in one sentence', () => {
  test.each([
    ['an absolute path', one('/etc/passwd'), 1, 'is an absolute path'],
    ['a path that climbs', one('a/../../b'), 1, 'leads out of its folder'],
    ['a symbolic link', one('a', (header) => { header[156] = 0x32; }), 1, 'holds a link'],
    ['a device', one('a', (header) => { header[156] = 0x33; }), 1, 'no plain file'],
    ['a name with an escape', one('a\u001b[2J'), 1, 'has characters that no name in a bundle has'],
    ['a name twice', Buffer.concat([tarHeader('a', 0), one('a')]), 1, 'twice'],
    ['a size beyond the archive', Buffer.concat([tarHeader('a', 99_999_999), Buffer.alloc(1024)]), 1, 'it was cut'],
    ['something behind the end', Buffer.concat([packTar(new Map()), Buffer.from('x')]), 1, 'something was put behind it'],
    ['nothing', Buffer.alloc(0), 1, 'it was cut'],
    ['a gzip of another program', gzipSync(packTar(new Map())), 1, 'packed anew'],
  ] as const)('%s', (_, bytes, exitCode, sentence) => {
    expect(verdictOf(bytes)).toMatchObject({ exitCode, sentence: expect.stringContaining(sentence) });
  });

  test('a gzip bomb', () => {
    const packed = gzipSync(Buffer.alloc(20_000_000), { level: 9 }).subarray(10);
    const bomb = Buffer.concat([archiveHead(packed), packed]);
    expect(told(() => verifyBundle(unpackArchive(bomb, { unpackedBytes: 1_000_000 }), { version: VERSION }))).toMatchObject({ exitCode: 2, sentence: expect.stringContaining('unpacks to more than 1000000 bytes') });
  });

  test('a manifest that is nested beyond reason, or is no object', () => {
    for (const text of [`${'['.repeat(200_000)}${']'.repeat(200_000)}`, 'null', '7', '{"schema":"redrill.bundle/1"}', '{"schema":"redrill.bundle/1","files":[null],"run":{"id":"x","number":1},"tool":{"version":"1"},"signer":null,"record":{},"missing":[],"redactions":[]}']) {
      expect(verdictOf(packArchive(new Map([['manifest.json', Buffer.from(text)]]))).exitCode).toBeGreaterThan(0);
    }
  });
});

/** Set REDRILL_FUZZ to try more. */
const TRIES = Number(process.env['REDRILL_FUZZ'] ?? 400);

test(`of ${TRIES} bundles with one random change each not one is valid, and none ends the program`, { timeout: 600_000 }, async () => {
  const { files } = await (await signedRun(reporting, 'pass')).bundle();
  const draw = seededRandom('one random change');
  const [archive, tar] = [packArchive(files), packTar(files)];
  expect([verdictOf(archive).result, verdictOf(tar).result]).toEqual(['valid', 'valid']);
  const passed: string[] = [];
  for (let n = 0; n < TRIES; n += 1) {
    const bytes = Buffer.from(n % 2 === 0 ? archive : tar);
    const at = Math.floor(draw() * bytes.length);
    const kind = Math.floor(draw() * 4);
    const changed = kind === 0 ? bytes.subarray(0, at) : kind === 1 ? Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]) : kind === 2 ? Buffer.concat([bytes.subarray(0, at), Buffer.from([Math.floor(draw() * 256)]), bytes.subarray(at)]) : bytes;
    if (kind === 3) bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(draw() * 8));
    if (changed.equals(n % 2 === 0 ? archive : tar)) continue;
    if (verdictOf(changed).exitCode === 0) passed.push(`${n % 2 === 0 ? 'archive' : 'tar'} ${kind} at ${at}`);
  }
  expect(passed).toEqual([]);
});
