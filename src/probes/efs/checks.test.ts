import { chmodSync, linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isoMicros, microsOf } from '#kit/time';
import { openTreeContext, type TreeContext } from '#stores/efs/testing/tree-context';
import { efsContent } from './content.ts';
import { nothingLeftInDatedDirectory } from './nothing-left-in-dated-directory.ts';
import { ownersAndModes } from './owners-and-modes.ts';
import { sessionsWhole } from './sessions-whole.ts';
import { treeComplete } from './tree-complete.ts';

let tree: TreeContext;
beforeEach(() => { tree = openTreeContext(); });
afterEach(() => tree.close());

const NOW = (): string => isoMicros(Math.round(performance.timeOrigin * 1000));

describe('sessions', () => {
  const check = { store: 'DR-S4', folder: 'sessions' };

  it('are whole when every file has the bytes that the session file names', async () => {
    for (const name of ['s1', 's2']) tree.session(`sessions/u/${name}`, name);
    expect(await sessionsWhole.run(tree.context, check)).toMatchObject({ result: 'pass', data: { torn: 0, sessions: 2 } });
    expect(await sessionsWhole.negativeControl(tree.context, check)).toMatchObject({ result: 'fail' });
  });

  it('are torn when one file is of another save or missing, though counts and sizes are right', async () => {
    tree.session('sessions/u/torn', 'first');
    tree.file('sessions/u/torn/a.rds', 'other a.rds');
    tree.session('sessions/u/short', 'second');
    rmSync(join(tree.root, 'sessions/u/short/b.rds'));
    tree.session('sessions/u/whole', 'third');
    const reading = await sessionsWhole.run(tree.context, check);
    expect(reading).toMatchObject({ result: 'fail', data: { torn: 2, sessions: 3 } });
    expect(reading.detail).toMatch(/short: b\.rds is missing.*torn: a\.rds is of another save/);
  });

  it('that are not there at all are no pass', async () => {
    tree.file('sessions/x', '');
    expect(await sessionsWhole.run(tree.context, check)).toMatchObject({ result: 'fail' });
  });
});

describe('the look at how much came back', () => {
  const check = { store: 'DR-S4', folders: ['sessions'], bytes: 100, atLeast: 0.98, newestWithin: 'PT3H', until: NOW() };
  const run = (more: Partial<{ bytes: number; folders: string[]; until: string }> = {}): ReturnType<typeof treeComplete.run> => treeComplete.run(tree.context, { ...check, until: NOW(), ...more });

  it('prints files, bytes and the share of the point, and refuses a share that is too small', async () => {
    tree.file('sessions/a', 'x'.repeat(100));
    expect(await run()).toMatchObject({ result: 'pass', detail: expect.stringContaining('1 files, 100 bytes, 100.0 % of the bytes that the point holds') });
    expect(await run({ bytes: 200 })).toMatchObject({ result: 'fail', detail: expect.stringContaining('50.0 %') });
    expect(await run({ folders: ['sessions', 'library'] })).toMatchObject({ result: 'fail', detail: expect.stringContaining('/library holds no file') });
  });

  it('refuses a newest file that is too old for what the point claims, and knows nothing without the claim', async () => {
    tree.file('sessions/a', 'x'.repeat(100));
    expect(await run({ until: isoMicros(microsOf(NOW()) + 4 * 3_600_000_000) })).toMatchObject({ result: 'fail', detail: expect.stringContaining('the newest file is') });
    expect(await treeComplete.run(tree.context, { store: 'DR-S4', folders: ['sessions'], atLeast: 0.98, newestWithin: 'PT3H' })).toMatchObject({ result: 'unknown' });
    expect(await treeComplete.negativeControl(tree.context, check)).toMatchObject({ result: 'fail' });
  });
});

it('a folder of AWS Backup that is left at the root is found, also one of a failed restore', async () => {
  tree.file('sessions/a', '');
  expect(await nothingLeftInDatedDirectory.run(tree.context, { store: 'DR-S4' })).toMatchObject({ result: 'pass' });
  mkdirSync(join(tree.root, 'aws-backup-failed-restore_2022-09-06T00-03-13-832Z'));
  expect(await nothingLeftInDatedDirectory.run(tree.context, { store: 'DR-S4' })).toMatchObject({ result: 'fail' });
  expect(await nothingLeftInDatedDirectory.negativeControl(tree.context, { store: 'DR-S4' })).toMatchObject({ result: 'fail' });
});

it('files of the wrong owner, a folder of the wrong mode and files that everybody may write are found', async () => {
  const check = { store: 'DR-S4', definition: 'runbooks/portal-app-state.json' };
  tree.file('sessions/a', '');
  chmodSync(join(tree.root, 'sessions'), 0o755);
  expect((await ownersAndModes.run(tree.context, check)).detail).toContain('/sessions has mode 755, documented 750');
  chmodSync(join(tree.root, 'sessions'), 0o750);
  chmodSync(join(tree.root, 'sessions/a'), 0o666);
  const reading = await ownersAndModes.run(tree.context, check);
  expect(reading).toMatchObject({ result: 'fail', detail: expect.stringMatching(process.getuid?.() === 0 ? /sessions\/a belongs to 0, expected 1001/ : /can be written by everybody/) });
  expect(await ownersAndModes.negativeControl(tree.context, check)).toMatchObject({ result: 'fail' });
});

describe('the full comparison', () => {
  const R = '2026-03-10T12:00:10.000000Z';
  const binding = { store: 'DR-S4', account: '111111111111', region: 'us-west-2', resource: 'fs-0123456789abcdef0', pointer: '/p' };
  async function* none(): AsyncGenerator<never> {
    yield* [];
  }
  const compare = async (spoil: () => void): Promise<readonly unknown[]> => {
    for (const name of ['a', 'b', 'c', 'dir/d']) tree.file(name, `content of ${name}`);
    linkSync(join(tree.root, 'a'), join(tree.root, 'a-2'));
    const manifest = await efsContent.takeManifest(tree.context, binding);
    spoil();
    const { missing, unexpected, different, expected, strength, samples } = await efsContent.compare(tree.context, { binding, manifest, r: R, struckAt: '2026-03-10T13:00:00.000000Z', writes: none() });
    return [expected, missing, unexpected, different, strength, samples.map(({ name }) => name)];
  };

  it.each([
    ['nothing wrong', (): void => undefined, [6, 0, 0, 0, 'full-hash', []]],
    ['a file that is missing', () => rmSync(join(tree.root, 'b')), [6, 1, 0, 0, 'full-hash', ['b']]],
    ['a file too many', () => writeFileSync(join(tree.root, 'old'), ''), [6, 0, 1, 0, 'full-hash', ['old']]],
    ['a mode that was lost', () => chmodSync(join(tree.root, 'c'), 0o600), [6, 0, 0, 1, 'full-hash', ['c']]],
    ['a hard link that came back as a copy', () => { rmSync(join(tree.root, 'a-2')); writeFileSync(join(tree.root, 'a-2'), 'content of a'); }, [6, 0, 0, 2, 'full-hash', ['a', 'a-2']]],
  ] as const)('counts %s', async (_what, spoil, expected) => {
    expect(await compare(spoil)).toEqual(expected);
  });

  it('takes what the platform wrote after R for lost when it is not there, and for right when it is', async () => {
    tree.file('a', 'at R');
    const manifest = await efsContent.takeManifest(tree.context, binding);
    const later = async function* (): AsyncGenerator<{ store: string; at: string; op: 'put'; name: string; sha256: string; sizeBytes: number; before: null }> {
      yield { store: 'DR-S4', at: '2026-03-10T12:30:00.000000Z', op: 'put', name: 'größe/neu', sha256: 'f'.repeat(64), sizeBytes: 3, before: null };
    };
    expect(await efsContent.compare(tree.context, { binding, manifest, r: R, struckAt: '2026-03-10T13:00:00.000000Z', writes: later() })).toMatchObject({ missing: 0, different: 0, lostWrites: 1, samples: [{ kind: 'lost-write', name: 'größe/neu' }] });
  });

  it('says no to an expectation that is known to be wrong', async () => {
    for (const name of ['a', 'b', 'c', 'd']) tree.file(name, name);
    const manifest = await efsContent.takeManifest(tree.context, binding);
    expect(await efsContent.negativeControl(tree.context, binding, manifest)).toEqual({ saidYes: false, detail: 'of an expectation over 4 files with one digest flipped, one owner changed, one left out and one too many it reported 2 different, 1 unexpected and 1 missing' });
  });
});
