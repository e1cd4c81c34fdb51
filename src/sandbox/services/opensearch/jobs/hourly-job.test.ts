import { afterEach, expect, test } from 'vitest';
import { dateOfMicros } from '#kit/dates';
import { listAutomated } from '../front/snapshots/automated-snapshots.ts';
import { KEY, withDomain, type FakeOpenSearch } from '../testing/fake-opensearch.ts';

const HOUR_SECONDS = 3600;
const boxes: FakeOpenSearch[] = [];
const keep = (box: FakeOpenSearch): FakeOpenSearch => {
  boxes.push(box);
  return box;
};
afterEach(() => { for (const box of boxes.splice(0)) box.close(); });

const write = (box: FakeOpenSearch, documents: number, snapshots: 1 | 2 = 1): void => {
  box.engines.of(box.domain()).documents = documents;
  box.unsaved.mark(box.domain().ref, snapshots);
};
const rows = (box: FakeOpenSearch) => box.state.automated.list(box.domain().ref);
const stored = (box: FakeOpenSearch): number => box.engines.of(box.domain()).stored.size;

test('a domain that never had data has no automated snapshot and needs no engine', async () => {
  const box = keep(await withDomain());
  await box.pass(5 * HOUR_SECONDS);
  expect([rows(box), box.engines.starts]).toEqual([[], 0]);
});

test('from the first write on every full hour has a snapshot, and hours without a write share what is stored', async () => {
  const box = keep(await withDomain());
  write(box, 7);
  await box.pass(4 * HOUR_SECONDS);
  write(box, 8);
  await box.pass(2 * HOUR_SECONDS);
  const list = await listAutomated(box.engines.of(box.domain()), 'cs-automated-enc', { rows: rows(box), verbose: true });
  expect(list.map((one) => one.snapshot?.slice(0, 19))).toEqual(['13', '14', '15', '16', '17', '18'].map((hour) => `2026-03-10t${hour}-00-00`));
  expect(list.map((one) => one['start_time'])).toEqual(['13', '14', '15', '16', '17', '18'].map((hour) => `2026-03-10T${hour}:00:00.000Z`));
  expect(new Set(list.map((one) => one['uuid'])).size).toBe(6);
  expect(stored(box)).toBe(2);
});

test('a write that goes on after its answer is in the snapshot after next as well', async () => {
  const box = keep(await withDomain());
  write(box, 1, 2);
  await box.pass(HOUR_SECONDS);
  box.engines.of(box.domain()).documents = 5;
  await box.pass(3 * HOUR_SECONDS);
  expect([...box.engines.of(box.domain()).stored.values()].map(({ documents }) => documents)).toEqual([1, 5]);
});

test('a write during a snapshot makes the next hour take a new one', async () => {
  const box = keep(await withDomain());
  write(box, 1);
  const engine = box.engines.of(box.domain());
  const request = engine.request.bind(engine);
  engine.request = async (method, path, body) => {
    if (method === 'PUT' && stored(box) === 0) write(box, 2);
    return request(method, path, body);
  };
  await box.pass(2 * HOUR_SECONDS);
  expect([rows(box).length, stored(box)]).toEqual([2, 2]);
});

test('no more than 336 snapshots and none older than 14 days is kept, and nothing stays stored for those that went', async () => {
  const box = keep(await withDomain());
  for (let day = 0; day < 16; day += 1) {
    write(box, day);
    await box.pass(24 * HOUR_SECONDS);
  }
  write(box, 99);
  await box.pass(HOUR_SECONDS);
  const kept = rows(box);
  expect(kept.length).toBe(336);
  expect(dateOfMicros(kept[0]?.at ?? 0).toISOString()).toBe('2026-03-12T14:00:00.000Z');
  expect(new Set(kept.map((row) => row.stored)).size).toBe(stored(box));
  expect(stored(box)).toBeLessThanOrEqual(15);
});

test('while the cluster is red, the key is unusable or the engine is missing no snapshot is taken, the reason is told once, and it goes on afterwards', async () => {
  const box = keep(await withDomain());
  const engine = box.engines.of(box.domain());
  const troubles: readonly (readonly [() => void, () => void, RegExp])[] = [
    [() => { engine.health = 'red'; }, () => { engine.health = 'green'; }, /cluster is red/],
    [() => { box.lost.add(KEY); }, () => { box.lost.delete(KEY); }, /KMS key cannot be used/],
    [() => { box.engines.missing = 'no engine here.'; }, () => { box.engines.missing = null; }, /no engine here/],
  ];
  for (const [breakIt, heal, reason] of troubles) {
    write(box, 3);
    const before = rows(box).length;
    box.log.length = 0;
    breakIt();
    await box.pass(3 * HOUR_SECONDS);
    expect(rows(box)).toHaveLength(before);
    expect(box.log).toHaveLength(1);
    expect(box.log[0]).toMatch(reason);
    expect(await box.control('engine-status')).toMatchObject({ opensearch: { domains: [{ automatedFailure: expect.stringMatching(reason) }] } });
    heal();
    await box.pass(HOUR_SECONDS);
    expect(rows(box)).toHaveLength(before + 1);
    expect(await box.control('engine-status')).toMatchObject({ opensearch: { domains: [{ automatedFailure: null }] } });
  }
});

test('a pause of automated snapshots holds for its time and no longer', async () => {
  const box = keep(await withDomain());
  write(box, 1);
  await box.pass(HOUR_SECONDS);
  const from = dateOfMicros(box.context.time.nowMicros());
  await box.run('UpdateDomainConfig', { DomainName: 'portal-search', AutomatedSnapshotPauseOptions: { Enabled: true, StartTime: from, EndTime: dateOfMicros(box.context.time.nowMicros() + 2 * HOUR_SECONDS * 1_000_000) } });
  expect(await box.told('portal-search')).toMatchObject({ AutomatedSnapshotPauseOptions: { Enabled: true, State: 'Active' } });
  await box.pass(4 * HOUR_SECONDS);
  expect(rows(box).map(({ name }) => name.slice(11, 13))).toEqual(['13', '16', '17']);
});

test('a pause that is ended before its time lets the next full hour have its snapshot', async () => {
  const box = keep(await withDomain());
  write(box, 1);
  await box.pass(HOUR_SECONDS);
  const in3Days = dateOfMicros(box.context.time.nowMicros() + 72 * HOUR_SECONDS * 1_000_000);
  await box.run('UpdateDomainConfig', { DomainName: 'portal-search', AutomatedSnapshotPauseOptions: { Enabled: true, StartTime: dateOfMicros(box.context.time.nowMicros()), EndTime: in3Days } });
  await box.pass(5 * HOUR_SECONDS);
  expect(rows(box)).toHaveLength(1);
  await box.run('UpdateDomainConfig', { DomainName: 'portal-search', AutomatedSnapshotPauseOptions: { Enabled: false } });
  await box.pass(2 * HOUR_SECONDS);
  expect(rows(box).map(({ name }) => name.slice(11, 13))).toEqual(['13', '19', '20']);
});

test('after a kill between taking a snapshot and writing it down the hour has one snapshot all the same', async () => {
  const box = await withDomain();
  write(box, 4);
  const engine = box.engines.of(box.domain());
  const request = engine.request.bind(engine);
  engine.request = async (method, path, body) => {
    const answer = await request(method, path, body);
    if (method === 'PUT') throw new Error('killed here');
    return answer;
  };
  await box.pass(HOUR_SECONDS);
  engine.request = request;
  const again = keep(box.reopen());
  expect(again.unsaved.count(again.domain().ref)).toBe(1);
  await again.pass(2 * HOUR_SECONDS);
  expect(rows(again)).toHaveLength(2);
  expect(stored(again)).toBe(1);
});
