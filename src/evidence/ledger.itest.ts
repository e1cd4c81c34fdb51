import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { readLedger } from './ledger.ts';

const DRAW = `
  const { drawRun } = await import('#evidence/ledger');
  for (let n = 0; n < 5; n += 1) await drawRun(process.argv[1], 'x-y');
`;

it('run numbers have no gap and no double when several processes draw at once', async () => {
  const results = await mkdtemp(join(tmpdir(), 'ledger-'));
  const root = new URL('../..', import.meta.url).pathname;
  await Promise.all(Array.from({ length: 4 }, () => promisify(execFile)(process.execPath, ['--conditions=redrill-source', '--input-type=module', '-e', DRAW, results], { cwd: root })));
  expect((await readLedger(results)).map((entry) => entry.number)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  await rm(results, { recursive: true });
});
