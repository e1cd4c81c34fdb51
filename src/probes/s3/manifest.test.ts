import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { DrillContext } from '#contract/modules';
import { sha256 } from '#kit/digest';
import { readManifest } from './manifest.ts';

const folder = mkdtempSync(join(tmpdir(), 'redrill-manifest-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function keysOf(written: string, found: string): Promise<readonly string[]> {
  mkdirSync(join(folder, 'manifests'), { recursive: true });
  writeFileSync(join(folder, 'manifests', 's.ndjson'), found);
  const context = { run: { folder } } as DrillContext;
  const keys: string[] = [];
  for await (const { key } of readManifest(context, { file: 'manifests/s.ndjson', sha256: sha256(written), rows: 2, bytes: 0, frozenAt: '2026-03-03T12:00:00.000Z', complete: true })) keys.push(key);
  return keys;
}

const LINES = ['{"key":"a","history":[]}\n', '{"key":"b\u2028","history":[]}\n'];

it('gives back the lines that were written', async () => {
  expect(await keysOf(LINES.join(''), LINES.join(''))).toEqual(['a', 'b\u2028']);
});

it.each([['a lost tail', LINES[0]], ['an added line', `${LINES.join('')}${LINES[0]}`], ['nothing left', '']])('refuses %s: less expected would look like more recovered', async (_, found) => {
  await expect(keysOf(LINES.join(''), found ?? '')).rejects.toMatchObject({ code: 'manifest.changed' });
});
