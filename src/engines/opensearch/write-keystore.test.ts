import { createDecipheriv, pbkdf2Sync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { S3_PLUGIN_JARS } from './s3-plugin-jars.ts';
import { writeKeystore } from './write-keystore.ts';

test('a keystore is framed, checked and sealed as format 4 wants it, holds each secret and a seed, and is for its owner only', () => {
  const folder = mkdtempSync(join(tmpdir(), 'redrill-keystore-'));
  const file = join(folder, 'opensearch.keystore');
  writeKeystore(file, { 's3.client.default.secret_key': 'sécret/+=' });
  const bytes = readFileSync(file);
  const mode = statSync(file).mode & 0o777;
  rmSync(folder, { recursive: true });
  // as OpenSearch 3.8.0's own tool writes it: Lucene header, version, no password
  expect(bytes.subarray(0, 0x1d).toString('hex')).toBe(`3fd76c1713${Buffer.from('opensearch.keystore').toString('hex')}0000000400`);
  expect(bytes.subarray(-16, -8).toString('hex')).toBe('c02893e800000000');
  expect(bytes.readUInt32BE(bytes.length - 4)).toBe(crc32(bytes.subarray(0, -8)));
  const [salt, iv, sealed] = [bytes.subarray(0x25, 0x65), bytes.subarray(0x69, 0x75), bytes.subarray(0x79, -16)];
  expect([bytes.readUInt32BE(0x1d), bytes.readUInt32BE(0x75)]).toEqual([bytes.length - 0x21 - 16, sealed.length]);
  const open = createDecipheriv('aes-128-gcm', pbkdf2Sync('', salt, 10_000, 16, 'sha512'), iv);
  open.setAAD(salt);
  open.setAuthTag(sealed.subarray(-16));
  const text = Buffer.concat([open.update(sealed.subarray(0, -16)), open.final()]);
  expect(text.readUInt32BE(0)).toBe(2);
  expect(text.toString('utf8')).toMatch(/s3\.client\.default\.secret_key\0{3}.sécret\/\+=\0.keystore\.seed\0{3}.[0-9a-f]{20}$/s);
  expect(mode).toBe(0o600);
});

test('every jar of the plugin is pinned once by its digest', () => {
  expect(S3_PLUGIN_JARS.filter(({ sha256, version }) => !/^[0-9a-f]{64}$/.test(sha256) || version === '')).toEqual([]);
  expect(new Set(S3_PLUGIN_JARS.map(({ group, artifact }) => `${group}:${artifact}`)).size).toBe(55);
});
