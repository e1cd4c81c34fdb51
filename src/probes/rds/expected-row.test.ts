import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isoMicros } from '#kit/time';
import type { PlatformWrite } from '#contract/modules';
import { sortKey } from '#stores/rds/sort-key';
import type { DigestedRow } from '#stores/rds/sorted-rows';
import { IntegrityTally } from '../tally.ts';
import { compareTable } from './compare-table.ts';
import { writesSince } from './platform-writes.ts';
import { rowKind } from './row-content.ts';
import type { RowContent } from './row-content.ts';

const BASE = 1_800_000_000_000_000;
/** Steps of the model lie well apart, so that the resolution around R plays no part; a test of its own looks at that. */
const STEP = 1_000_000;
const time = (step: number): number => BASE + step * STEP;
const KEYS = 6;

interface Change { readonly step: number; readonly key: number; readonly digest: string | null }

/** A history: at each step one key becomes something new, or is deleted. Every version is different from every other. */
const history = fc.array(fc.record({ key: fc.nat(KEYS - 1), gone: fc.boolean() }), { maxLength: 40 })
  .map((changes): Change[] => changes.map(({ key, gone }, i) => ({ step: i + 1, key, digest: gone ? null : `version-${i}` })));

type State = ReadonlyMap<number, string>;

function stateAfter(changes: readonly Change[], step: number): State {
  const state = new Map<number, string>();
  for (const change of changes.filter((each) => each.step <= step)) {
    if (change.digest === null) state.delete(change.key);
    else state.set(change.key, change.digest);
  }
  return state;
}

function ledger(changes: readonly Change[]): PlatformWrite[] {
  return changes.map(({ step, key, digest }) => ({ store: 'DR-S1', at: isoMicros(time(step)), op: digest === null ? 'delete' : 'put', name: `portal.t/${key}`, sha256: digest, sizeBytes: 1, before: stateAfter(changes, step - 1).get(key) ?? null }));
}

function rows(state: State): DigestedRow[] {
  return [...state].map(([key, sha256]) => ({ key: sortKey([{ kind: 'int' }], [String(key)]), values: [String(key)], sha256, sizeBytes: 1 })).sort((a, b) => (a.key < b.key ? -1 : 1));
}

async function* one<T>(value: T): AsyncGenerator<T> {
  yield value;
}

async function* each<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}

interface Case { readonly changes: readonly Change[]; readonly frozen: number; readonly r: number; readonly struck: number; readonly live: State }

async function compared({ changes, frozen, r, struck, live }: Case): Promise<IntegrityTally<RowContent>> {
  const half = STEP / 2;
  const binding = { store: 'DR-S1', account: '1', region: 'r', resource: 'x', pointer: 'p' };
  const manifest = { file: '', sha256: '', rows: 0, bytes: 0, frozenAt: isoMicros(time(frozen) + half), complete: true };
  const writes = await writesSince({ binding, manifest, r: isoMicros(time(r) + half), writes: each(ledger(changes)) });
  const tally = new IntegrityTally<RowContent>(rowKind);
  const sides = { name: 'portal.t', key: [{ kind: 'int' } as const], saved: one(rows(stateAfter(changes, frozen))), live: one(rows(live)), writes: writes.get('portal.t') ?? new Map() };
  await compareTable(sides, { rMicros: time(r) + half, struckMicros: time(struck) + half }, tally);
  return tally;
}

const moments = fc.record({ frozen: fc.nat(40), r: fc.nat(40), ahead: fc.nat(40), later: fc.nat(40) });

describe('a database that was recovered to R or later', () => {
  it('is right in every row, whatever was written before and after R, the manifest and the strike', async () => {
    await fc.assert(fc.asyncProperty(history, moments, async (changes, { frozen, r, ahead, later }) => {
      const [struck, point] = [r + later, r + ahead];
      const tally = await compared({ changes, frozen, r, struck, live: stateAfter(changes, point) });
      expect([tally.missing, tally.unexpected, tally.different]).toEqual([0, 0, 0]);
    }), { numRuns: 500 });
  });

  it('restored to R exactly has lost the keys whose last write before the strike is not there, and no others', async () => {
    await fc.assert(fc.asyncProperty(history, moments, async (all, { frozen, r, later }) => {
      // what is written after the strike makes earlier losses history
      const changes = all.filter(({ step }) => step <= r + later);
      const [atR, atStrike] = [stateAfter(changes, r), stateAfter(changes, r + later)];
      const lost = new Set(changes.filter(({ step, key }) => step > r && step <= r + later && atR.get(key) !== atStrike.get(key)).map(({ key }) => key));
      const tally = await compared({ changes, frozen, r, struck: r + later, live: atR });
      expect(tally.lostWrites).toBe(lost.size);
      expect(tally.expected).toBe(atR.size);
      expect(tally.recovered).toBe(atR.size);
    }), { numRuns: 500 });
  });
});

describe('one row that is wrong', () => {
  const broken = fc.tuple(history.filter((changes) => changes.length > 0), moments, fc.nat(KEYS - 1), fc.constantFrom('gone', 'foreign', 'added'));

  it('is counted once, under its kind and by its name, wherever it is', async () => {
    await fc.assert(fc.asyncProperty(broken, async ([changes, { frozen, r, later }, key, how]) => {
      const touchedLater = changes.some((change) => change.key === key && change.step > r);
      fc.pre(!touchedLater);
      const live = new Map(stateAfter(changes, r));
      const was = live.get(key);
      fc.pre((how === 'added') === (was === undefined));
      if (how === 'gone') live.delete(key);
      else live.set(key, 'never-written');
      const tally = await compared({ changes, frozen, r, struck: r + later, live });
      expect({ missing: tally.missing, different: tally.different, unexpected: tally.unexpected }).toEqual({ missing: how === 'gone' ? 1 : 0, different: how === 'foreign' ? 1 : 0, unexpected: how === 'added' ? 1 : 0 });
      expect(tally.samples.filter(({ kind }) => kind !== 'lost-write').map(({ name }) => name)).toEqual([`portal.t/${key}`]);
    }), { numRuns: 500 });
  });

  it('is one that holds a version from before R, or a deletion before R that came undone', async () => {
    const changes: Change[] = [{ step: 1, key: 0, digest: 'old' }, { step: 1, key: 1, digest: 'doomed' }, { step: 5, key: 0, digest: 'new' }, { step: 5, key: 1, digest: null }];
    for (const frozen of [2, 7]) {
      const tally = await compared({ changes, frozen, r: 6, struck: 9, live: stateAfter(changes, 3) });
      expect([tally.different, tally.unexpected]).toEqual([1, 1]);
    }
  });
});

it('a write within a millisecond before R may be on either side of it; two milliseconds before it may not', async () => {
  for (const [before, different] of [[900, 0], [2000, 1]] as const) {
    const r = isoMicros(BASE + STEP);
    const name = 'portal.t/0';
    const binding = { store: 'DR-S1', account: '1', region: 'r', resource: 'x', pointer: 'p' };
    const writes = await writesSince({ binding, manifest: { file: '', sha256: '', rows: 0, bytes: 0, frozenAt: isoMicros(BASE), complete: true }, r: isoMicros(BASE), writes: each([{ store: 'DR-S1', at: isoMicros(BASE + STEP - before), op: 'put', name, sha256: 'new', sizeBytes: 1, before: 'old' }]) });
    const tally = new IntegrityTally<RowContent>(rowKind);
    const live = rows(new Map([[0, 'old']]));
    await compareTable({ name: 'portal.t', key: [{ kind: 'int' }], saved: one(live), live: one(live), writes: writes.get('portal.t') ?? new Map() }, { rMicros: Number(BASE + STEP), struckMicros: BASE + 2 * STEP }, tally);
    expect(tally.different, r).toBe(different);
  }
});

it('without `before` in the ledger the newest write at or before R counts, else the row of the manifest', async () => {
  const tally = new IntegrityTally<RowContent>(rowKind);
  const write = { atMicros: BASE + 3 * STEP, after: { sha256: 'new', sizeBytes: null }, before: undefined };
  const saved = rows(new Map([[0, 'old']]));
  await compareTable({ name: 'portal.t', key: [{ kind: 'int' }], saved: one(saved), live: one(saved), writes: new Map([['portal.t/0', [write]]]) }, { rMicros: BASE + STEP, struckMicros: BASE + 9 * STEP }, tally);
  expect({ recovered: tally.recovered, lostWrites: tally.lostWrites }).toEqual({ recovered: 1, lostWrites: 1 });
});
