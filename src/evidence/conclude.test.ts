import { appendFile, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReportingPort } from '#contract/reporting';
import { buildRun } from '#record/testing/build-run';
import type { Story } from '#record/testing/build-run';
import { editRun, writeRun } from '#record/testing/run-builder';
import { conclude } from './conclude.ts';
import { drawRun, readLedger } from './ledger.ts';

let results = '';
beforeEach(async () => {
  results = join(await mkdtemp(join(tmpdir(), 'conclude-')), 'results');
});
afterEach(async () => rm(join(results, '..'), { recursive: true }));

/** Just enough of a report to see what was handed over. */
const reporting: ReportingPort = {
  summarise: ({ started, judgement, record, events, measurement }) => ({ run: { ...started, endedAt: events.at(-1)?.type === 'run.ended' ? 'yes' : null }, verdict: judgement.verdict, record, putBack: events.find((event) => event.type === 'put-back.ended')?.data ?? null, rta: { seconds: measurement.stores[0]?.rta.value ?? null }, rpa: { seconds: null }, clock: { realStartedAt: started.realStartedAt }, stores: [], findings: judgement.findings }) as unknown as ReturnType<ReportingPort['summarise']>,
  render: ({ context, files }, summary) => [{ file: 'report.md', text: JSON.stringify([context, files, summary.verdict]) }],
};

async function drill(story: Story) {
  const drawn = await drawRun(results, 's3-bucket-deletion');
  await writeRun(drawn.folder, buildRun({ ...story, started: { ...story.started, number: drawn.number, id: drawn.id } }));
  return drawn;
}

const kinds = async (): Promise<readonly unknown[]> => (await readLedger(results)).map((entry) => [entry.number, entry.kind, entry.verdict]);

describe('concluding a run', () => {
  it('writes run.json, the reports and latest.json, and enters the end once however often it is called', async () => {
    const { folder } = await drill({});
    const first = await conclude({ folder, reporting });
    const bytes = await Promise.all(first.files.map((file) => readFile(file, 'utf8')));
    const again = await conclude({ folder, reporting });
    expect(await Promise.all(again.files.map((file) => readFile(file, 'utf8')))).toEqual(bytes);
    expect(await kinds()).toEqual([[1, 'started', null], [1, 'finished', 'pass']]);
    expect(JSON.parse(await readFile(join(results, 'latest.json'), 'utf8'))).toMatchObject({ number: 1, verdict: 'pass', folder: '0001-s3-bucket-deletion' });
    expect((await readdir(folder)).sort()).toEqual(['beacons', 'context.json', 'events.ndjson', 'report.md', 'run.json']);
  });

  it.each([
    [{ guardRefuses: true }, 'refused', 'refused'],
    [{ endsBefore: 'aborted' }, 'aborted', 'aborted'],
    [{ killed: true }, 'killed', 'fail-not-recovered'],
    [{ controlSaysYes: true }, 'finished', 'inconclusive'],
    [{ integrity: { missing: 1, recovered: 3999 } }, 'finished', 'fail-integrity'],
  ] as readonly (readonly [Story, string, string])[])('of the kind %j is entered as %s', async (story, kind, verdict) => {
    const { folder } = await drill(story);
    await conclude({ folder, reporting });
    expect((await kinds()).at(-1)).toEqual([1, kind, verdict]);
  });

  it('renders the same bytes later, when the ledger has gone on', async () => {
    const { folder } = await drill({});
    await conclude({ folder, reporting });
    const before = await readFile(join(folder, 'report.md'), 'utf8');
    await conclude({ folder: (await drill({})).folder, reporting });
    await conclude({ folder, reporting, enter: false });
    expect(await readFile(join(folder, 'report.md'), 'utf8')).toBe(before);
    expect(JSON.parse(await readFile(join(results, 'latest.json'), 'utf8'))).toMatchObject({ number: 2 });
  });

  it('compares with the last finished run of the scenario that was not sabotaged', async () => {
    await conclude({ folder: (await drill({})).folder, reporting });
    await conclude({ folder: (await drill({ started: { mutation: 'one-missing' } })).folder, reporting });
    await conclude({ folder: (await drill({ guardRefuses: true })).folder, reporting });
    const { folder } = await drill({});
    await conclude({ folder, reporting });
    expect(JSON.parse(await readFile(join(folder, 'context.json'), 'utf8'))).toMatchObject({ previous: { number: 1, rtaSeconds: 2250 }, attempts: { total: 4, byEnd: { finished: 2, refused: 1, 'this run': 1 } } });
  });

  it('says that a run killed after the fault was not put back, and that one killed before it changed nothing', async () => {
    expect((await conclude({ folder: (await drill({ killed: true })).folder, reporting })).putBackOk).toBe(false);
    expect((await conclude({ folder: (await drill({ endsBefore: 'interrupted' })).folder, reporting })).putBackOk).toBe(true);
    expect((await conclude({ folder: (await drill({ putBack: { ok: false, left: ['bucket'] } })).folder, reporting })).putBackOk).toBe(false);
  });

  it('does not call a run put back that was killed before the fault and had begun to change something', async () => {
    const drawn = await drawRun(results, 's3-bucket-deletion');
    const run = buildRun({ endsBefore: 'interrupted', started: { number: drawn.number, id: drawn.id } });
    await writeRun(drawn.folder, editRun(run, (events) => events.map((event) => (event.type === 'baseline.steady' ? ({ ...event, type: 'effect.intended', data: { effect: '3-disrupt/mutation/x/DR-S5', token: 't', destructive: true, what: 'spoil the copy' } } as unknown as typeof event) : event))));
    expect((await conclude({ folder: drawn.folder, reporting })).putBackOk).toBe(false);
  });

  it('judges a record with a torn tail and refuses a changed one', async () => {
    const { folder } = await drill({});
    await appendFile(join(folder, 'events.ndjson'), '{"seq":99,');
    expect((await conclude({ folder, reporting })).summary.verdict).toBe('pass');
    const path = join(folder, 'events.ndjson');
    await writeFile(path, (await readFile(path, 'utf8')).replace('"missing":0', '"missing":1'));
    await expect(conclude({ folder, reporting })).rejects.toMatchObject({ code: 'record.broken' });
  });

  it('refuses a record without a start, which stays in the ledger as started', async () => {
    const { folder } = await drawRun(results, 'x-y');
    await writeFile(join(folder, 'events.ndjson'), '');
    await expect(conclude({ folder, reporting })).rejects.toMatchObject({ code: 'record.no-start' });
    await expect(conclude({ folder: join(results, 'nowhere'), reporting })).rejects.toMatchObject({ code: 'record.missing' });
  });
});
