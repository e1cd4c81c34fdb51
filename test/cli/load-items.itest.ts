import { afterAll, beforeAll, expect, it } from 'vitest';
import { withItems } from '#stores/dynamodb/with-dynamodb';
import { keyAccess, readHome } from '../../fixtures/platform/key-access.ts';
import { REGION } from '../../fixtures/platform/places.ts';
import { temporaryProject, type TemporaryProject } from './temporary-project.ts';

let project: TemporaryProject;
beforeAll(async () => {
  project = temporaryProject();
  expect(await project.run(['sandbox', 'seed', '--objects', '250', '--days', '1', '--quiet', '--stores', 'DR-S2'])).toMatchObject({ code: 0 });
}, 240_000);
afterAll(() => project[Symbol.asyncDispose]());

it('loads every item that the table takes with every digit of its numbers, names the others by line, and ends with 64', async () => {
  const good = Array.from({ length: 60 }, (_, n) => JSON.stringify({ pk: 'mine', sk: `item ${n}` }));
  project.write('mine.ndjson', [
    ...good.slice(0, 30),
    '{"pk":7,"sk":"wrong type of key"}',
    `{"pk":"mine","sk":"too large","text":"${'x'.repeat(420_000)}"}`,
    '{"pk":"mine","sk":"cut',
    '{"pk":"mine"}',
    '{"pk":{"S":"mine"},"sk":{"S":"typed wrongly"},"n":{"N":12}}',
    '{"pk":"mine","sk":"long","n":12345678901234567890,"d":0.1234567890123456789}',
    ...good.slice(30),
  ].join('\n'));
  const { code, out, err } = await project.run(['sandbox', 'load', 'DR-S2', 'mine.ndjson']);
  expect(code, err).toBe(64);
  expect(out).toContain('loaded 61 items into table portal-documents; 5 left out');
  expect(err.match(/mine\.ndjson:\d+: (is not JSON|has no sk|the table refuses it)/g)).toEqual(['mine.ndjson:33: is not JSON', 'mine.ndjson:34: has no sk', 'mine.ndjson:31: the table refuses it', 'mine.ndjson:32: the table refuses it', 'mine.ndjson:35: the table refuses it']);
  await withItems(keyAccess(readHome(project.state), 'platform-app', REGION), async (items) => {
    expect(await items.get('portal-documents', { pk: { S: 'mine' }, sk: { S: 'long' } })).toMatchObject({ n: { N: '12345678901234567890' }, d: { N: '0.1234567890123456789' } });
    expect(await items.get('portal-documents', { pk: { S: 'mine' }, sk: { S: 'item 59' } })).not.toBeNull();
  });
}, 120_000);

it('says that a file does not exist before it loads anything of the others', async () => {
  project.write('there.ndjson', '{"pk":"there","sk":"a"}\n');
  const { code, err } = await project.run(['sandbox', 'load', 'DR-S2', 'there.ndjson', 'missing.ndjson']);
  expect([code, err.trim()]).toEqual([64, expect.stringContaining('missing.ndjson is no file: nothing was loaded')]);
  await withItems(keyAccess(readHome(project.state), 'platform-app', REGION), async (items) => {
    expect(await items.get('portal-documents', { pk: { S: 'there' }, sk: { S: 'a' } })).toBeNull();
  });
}, 60_000);
