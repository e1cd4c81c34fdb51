import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeProject, QUICK } from '../crash/project.ts';
import type { Project } from '../crash/project.ts';

/** A server of the user's own that is not there: nothing is downloaded, and nothing answers. */
const NO_ENGINE = { REDRILL_OPENSEARCH_URL: 'http://127.0.0.1:9' };
const GAP = 'the OpenSearch of REDRILL_OPENSEARCH_URL at http://127.0.0.1:9 does not answer';

let project: Project;
beforeAll(async () => { project = await makeProject(NO_ENGINE); });
afterAll(() => project.dispose());

interface Journeys {
  readonly type: string;
  readonly data: { readonly moment: string; readonly results: readonly { readonly name: string; readonly result: string; readonly why: string | null }[] };
}

async function journeys(run: string): Promise<readonly Journeys['data'][]> {
  const lines = (await readFile(join(project.folder, 'results', run, 'events.ndjson'), 'utf8')).trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Journeys).filter(({ type }) => type === 'journeys.read').map(({ data }) => data);
}

it('a drill of the search without an engine ends inconclusive and says why, and the drills of the other stores go on without it', async () => {
  const search = await project.redrill('run', 'opensearch-index-wipe', '--objects', '60', '--days', '1', ...QUICK);
  expect(search.code, search.stdout + search.stderr).toBe(3);
  const [first = ''] = await project.runs();
  const summary = await project.summary(first);
  expect(summary).toMatchObject({ verdict: 'inconclusive', reasons: [{ code: 'reading.engine', text: expect.stringContaining(GAP) }] });
  expect([search.stdout, await readFile(join(project.folder, 'results', first, 'report.md'), 'utf8')]).toEqual([expect.stringContaining(GAP), expect.stringContaining('Nothing was broken')]);

  const other = await project.redrill('run', 's3-object-deletion', '--report-only', ...QUICK);
  expect(other.code, other.stdout + other.stderr).toBe(0);
  const [, second = ''] = await project.runs();
  const baseline = (await journeys(second)).find(({ moment }) => moment === 'baseline');
  expect(baseline?.results.filter(({ result }) => result !== 'pass')).toEqual([expect.objectContaining({ name: expect.stringContaining('searches datasets'), result: 'not-exercised', why: expect.stringContaining(GAP) })]);
}, 300_000);
