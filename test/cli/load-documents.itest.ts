import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findOpenSearch } from '#engines/opensearch/opensearch-install';
import { pointerOf, withSearch } from '#stores/opensearch/domain';
import { keyAccess, readHome } from '../../fixtures/platform/key-access.ts';
import { REGION, SEARCH } from '../../fixtures/platform/places.ts';
import { makeProject, NO_USERS, onlyStores, QUICK, type Project } from '../crash/project.ts';

const found = await findOpenSearch({ fetch: true });
const SCENARIO = 'opensearch-index-wipe';
const LOADED = Array.from({ length: 620 }, (_, n) => `{"id":"mine ${n}","title":"my own ${n}","reads":${9_007_199_254_740_993n + BigInt(n) * 2n}}`);

describe.skipIf(found.kind === 'gap')(`documents of a user's own${found.kind === 'gap' ? ` [skipped: ${found.gap}]` : ''}`, () => {
  let project: Project;
  beforeAll(async () => {
    project = await makeProject();
    const seeded = await project.redrill('sandbox', 'seed', '--objects', '250', '--days', '1', ...onlyStores(SCENARIO));
    expect(seeded.code, seeded.stderr).toBe(0);
  }, 300_000);
  afterAll(() => project.dispose());

  const write = (name: string, lines: readonly string[]): void => { writeFileSync(join(project.folder, name), lines.map((line) => `${line}\n`).join('')); };

  it('are loaded; a malformed line and a refused document are named, and an alias that is not there takes nothing', async () => {
    write('mine.ndjson', [...LOADED.slice(0, 10), '{"id":"cut', '{"id":"refused","colour":"red"}', ...LOADED.slice(10)]);
    const loaded = await project.redrill('sandbox', 'load', 'DR-S3', 'mine.ndjson');
    expect([loaded.code, loaded.stdout.trim()]).toEqual([64, 'loaded 620 documents into index datasets of portal-search; 2 left out, see above']);
    expect(loaded.stderr).toContain('mine.ndjson:11: is not JSON');
    expect(loaded.stderr).toMatch(/mine\.ndjson:12: the index refuses it: .*colour/);
    write('other.ndjson', ['{"id":"my sample","title":"mine"}']);
    expect(await project.redrill('sandbox', 'load', 'DR-S3', 'other.ndjson', '--alias', 'samples')).toMatchObject({ code: 0, stderr: '' });
    expect(await project.redrill('sandbox', 'load', 'DR-S3', 'other.ndjson', '--alias', 'sample')).toMatchObject({ code: 64, stderr: expect.stringContaining('there is no alias sample') });
  }, 120_000);

  it('are rebuilt with all the others when every index was wiped', async () => {
    const run = await project.redrill('run', SCENARIO, '--report-only', ...QUICK, ...NO_USERS);
    expect(run.code, run.stdout + run.stderr).toBe(0);
    const [id = ''] = await project.runs();
    expect(await project.summary(id)).toMatchObject({ putBack: { ok: true } });
    const events = readFileSync(join(project.folder, 'results', id, 'events.ndjson'), 'utf8');
    expect(events).toContain('"ignored":0');
    expect(events).toContain('no document was refused and no line was malformed');
    const home = readHome(project.state);
    const { origin } = await pointerOf(keyAccess(home, 'platform-app', REGION), SEARCH.pointer);
    await withSearch(keyAccess(home, 'platform-app', REGION), origin, async (client) => {
      const get = async (alias: string, ids: readonly string[]): Promise<string> => (await client.once({ method: 'POST', path: `/${alias}/_mget`, body: { ids } })).body.toString('utf8');
      const text = await get('datasets', LOADED.map((line) => (JSON.parse(line) as { readonly id: string }).id));
      expect(LOADED.filter((line) => !text.includes(line))).toEqual([]);
      expect(text).not.toContain('"found":false');
      expect(await get('samples', ['my sample'])).toContain('{"id":"my sample","title":"mine"}');
    });
  }, 600_000);
});
