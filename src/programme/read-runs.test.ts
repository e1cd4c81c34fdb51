import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { drawRun, enterInLedger } from '#evidence/ledger';
import { readRuns } from './read-runs.ts';

it('an attempt counts with the summary of its own record and verdict; any other is said not to count', async () => {
  const results = await mkdtemp(join(tmpdir(), 'runs-'));
  const drill = async (summary: object | null, ends = true): Promise<void> => {
    const { number, id, folder } = await drawRun(results, 'rds-loss');
    if (ends) await enterInLedger(results, { kind: 'finished', number, id, scenario: 'rds-loss', verdict: 'pass', putBack: true, sha256: 'ab' });
    if (summary !== null) await writeFile(join(folder, 'run.json'), JSON.stringify(summary));
  };
  await drill({ record: { sha256: 'ab' }, verdict: 'pass' });
  await drill({ record: { sha256: 'cd' }, verdict: 'pass' });
  await drill({ record: { sha256: 'ab' }, verdict: 'fail-objective' });
  await drill(null);
  await drill(null, false);
  const runs = await readRuns(results);
  expect(runs.map(({ number, kind, summary, problem }) => [number, kind, summary !== null, problem?.replace(/;.*/, '') ?? null])).toEqual([
    [1, 'finished', true, null],
    [2, 'finished', false, 'run 2 does not count: 0002-rds-loss/run.json is not of the record and the verdict that the ledger names'],
    [3, 'finished', false, 'run 3 does not count: 0003-rds-loss/run.json is not of the record and the verdict that the ledger names'],
    [4, 'finished', false, 'run 4 does not count: 0004-rds-loss/run.json is not there or cannot be read'],
    [5, 'started', false, null],
  ]);
  await rm(results, { recursive: true });
});
