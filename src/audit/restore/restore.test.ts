import { mkdtempSync, rmSync, appendFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { BeaconLine } from '#contract/events';
import { knownOf } from '../known.ts';
import { secretLook } from '../secret-look.ts';
import { SCOPE, soundAccount } from '../testing/sound-account.ts';
import { choosePoints } from './choose-points.ts';
import { leftoversIn, note } from './journal.ts';
import { judgeMarks } from './judge-marks.ts';
import { isTrialName, trialName } from './trial.ts';

const known = knownOf(SCOPE, soundAccount());

it('draws the same points for the same seed, of the store\'s own vault alone, the first of each store beyond the reach of continuous backups', () => {
  const drawn = choosePoints(known, { count: 3, seed: 'a' });
  expect(drawn).toEqual(choosePoints(known, { count: 3, seed: 'a' }));
  expect(drawn).not.toEqual(choosePoints(known, { count: 3, seed: 'b' }));
  expect(new Set(drawn.map(({ point }) => point.id)).size).toBe(6);
  expect(drawn.every(({ point }) => point.vault === 'daily')).toBe(true);
  expect([drawn[0], drawn[3]].every((one) => (one?.ageDays ?? 0) > 35)).toBe(true);
});

const T = (minute: number): string => `2026-01-01T05:${String(minute).padStart(2, '0')}:00.000000Z`;
async function* ledger(): AsyncGenerator<BeaconLine> {
  for (let seq = 1; seq <= 6; seq += 1) {
    yield { kind: 'sent', series: 'history', seq, at: T(seq * 5) };
    yield { kind: 'acked', series: 'history', seq, at: T(seq * 5) };
  }
}
const all = [{ series: 'history', ranges: [[1, 6]] as const }];
const marks = (ranges: readonly (readonly [number, number])[], live = all) => judgeMarks({ ledger: ledger(), restored: [{ series: 'history', ranges }], live, createdAt: T(15), completedAt: T(20) });

it.each([
  ['every mark up to its moment came back', marks([[1, 3]]), { expected: 3, found: 3, missing: 0, tooNew: 0, newestAt: T(15) }],
  ['a mark within is missing', marks([[1, 1], [3, 3]]), { expected: 3, found: 2, missing: 1, tooNew: 0, newestAt: T(15) }],
  ['marks of a later time came back, so it is another point than it says', marks([[1, 6]]), { expected: 3, found: 3, missing: 0, tooNew: 2, newestAt: T(30) }],
  ['a mark that the living store lost as well is not held against it', marks([[1, 1], [3, 3]], [{ series: 'history', ranges: [[1, 1], [3, 6]] as never }]), { expected: 2, found: 2, missing: 0, tooNew: 0, newestAt: T(15) }],
  ['nothing came back', marks([]), { expected: 3, found: 0, missing: 3, tooNew: 0, newestAt: null }],
])('marks of a restored point: %s', async (_, reading, expected) => {
  expect(await reading).toEqual(expected);
});

it('finds what a killed audit made in its journal, also before its job told a name, and reads past a torn line', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'redrill-audit-'));
  const file = join(folder, 'restores.ndjson');
  try {
    expect(await leftoversIn(file)).toEqual([]);
    const intent = { store: 'DR-S6', service: 'ebs', point: 'p', account: '1', region: 'r', name: 'vol-1-audit-00000000', token: 't', roleArn: 'a', metadata: {} };
    await note(file, { kind: 'intended', n: 0, ...intent });
    await note(file, { kind: 'made', n: 0, resource: 'vol-2' });
    await note(file, { kind: 'removed', n: 0 });
    await note(file, { kind: 'intended', n: 1, ...intent });
    await note(file, { kind: 'intended', n: 2, ...intent });
    await note(file, { kind: 'made', n: 2, resource: 'vol-3' });
    appendFileSync(file, '{"kind":"remo');
    expect((await leftoversIn(file)).map(({ n, resource }) => [n, resource])).toEqual([[1, null], [2, 'vol-3']]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('knows the names that audits give, and those of nobody else', () => {
  const name = trialName('portal-db', '1a2b3c4d5e6f');
  expect(name).toBe('portal-db-audit-1a2b3c4d');
  expect(isTrialName(name, 'portal-db')).toBe(true);
  for (const other of ['portal-db', 'portal-db-restored', 'portal-db-2-audit-1a2b3c4d', 'portal-db-audit-log', 'x-portal-db-audit-1a2b3c4d']) expect(isTrialName(other, 'portal-db')).toBe(false);
});

it.each([
  ['/portal/stores/dr-s1', '127.0.0.1:5432/portal', null],
  ['/portal/stores/dr-s3', 'http://127.0.0.1:9200/datasets', null],
  ['/portal/db/password', 'x', 'its name says that it is a secret'],
  ['/portal/url', 'postgres://app:hunter22@db/portal', 'its value looks like an address with a password in it'],
  ['/portal/config', '{"password":"hunter22"}', 'its value looks like a password'],
  ['/portal/key', 'AKIAABCDEFGHIJKLMNOP', 'its value looks like an access key of AWS'],
])('parameter %s with %s: %s', (name, value, expected) => {
  expect(secretLook(name, value)).toBe(expected);
});
