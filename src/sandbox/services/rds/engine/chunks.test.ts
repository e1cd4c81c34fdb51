import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openCatalogue } from '../../../catalogue.ts';
import type { Catalogue, KeyRing } from '../../../service.ts';
import { Chunks } from './chunks.ts';
import { RDS_ENGINE_TABLES } from './tables.ts';

let state: string;
let catalogue: Catalogue & { close(): void };
let chunks: Chunks;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'redrill-chunks-'));
  catalogue = openCatalogue(state, [RDS_ENGINE_TABLES]);
  chunks = new Chunks({ catalogue, keys: {} as KeyRing });
});
afterEach(() => {
  catalogue.close();
  rmSync(state, { recursive: true, force: true });
});

const put = (text: string): number => chunks.change(() => chunks.put(Buffer.from(text), null));

test('the id of a chunk that is gone is not given to another one', () => {
  const first = put('first');
  chunks.change(() => chunks.release(first));
  expect(put('second')).not.toBe(first);
});

test('a chunk that is remembered is taken again by its content: one of the same id with other bytes is not', async () => {
  const [remembered] = chunks.named([put('first')]);
  if (!remembered) throw new Error('a stored chunk has a name');
  expect(chunks.change(() => chunks.retain([remembered], null))).toBe(true);
  expect(chunks.change(() => chunks.retain([{ ...remembered, digest: 'of other bytes' }], null))).toBe(false);
  expect(chunks.change(() => chunks.retain([remembered], 'another key'))).toBe(false);
  // the two references that were counted, and no third one
  chunks.change(() => { chunks.release(remembered.id); chunks.release(remembered.id); });
  await expect(chunks.read(remembered.id)).rejects.toThrow(/not stored any more/);
});
