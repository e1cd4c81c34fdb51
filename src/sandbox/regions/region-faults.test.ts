import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openCatalogue } from '../catalogue.ts';
import { isCut, type Reach } from './is-cut.ts';
import { RegionFaults, type CutHow } from './region-faults.ts';

const [A, B] = ['us-west-2', 'us-east-2'];
let folder: string;
let catalogue: ReturnType<typeof openCatalogue>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'redrill-regions-'));
  catalogue = openCatalogue(folder, []);
});
afterEach(() => {
  catalogue.close();
  rmSync(folder, { recursive: true, force: true });
});

test('what is wrong with regions is kept in the catalogue, and told once for each change', () => {
  const faults = new RegionFaults(catalogue);
  let told = 0;
  faults.onChange(() => { told += 1; });
  faults.change(A, { how: 'refuse', sinceMicros: 5 });
  faults.change(A, { how: 'refuse', sinceMicros: 5 });
  faults.change(B, { held: true, noCapacityUntilMicros: 9 });
  expect(told).toBe(2);
  catalogue.close();
  catalogue = openCatalogue(folder, []);
  const again = new RegionFaults(catalogue);
  expect(again.all()).toEqual([{ region: B, how: null, sinceMicros: null, noCapacityUntilMicros: 9, held: true }, { region: A, how: 'refuse', sinceMicros: 5, noCapacityUntilMicros: null, held: false }]);
  expect([again.lacksCapacity(B, 8), again.lacksCapacity(B, 9), again.lacksCapacity(A, 0)]).toEqual([true, false, false]);
});

test('nothing crosses to or from a cut region, and held copies only do not leave; within a region everything goes on', () => {
  const faults = new RegionFaults(catalogue);
  faults.change(B, { held: true });
  expect([faults.holds(B, A), faults.holds(A, B), faults.holds(B, B), faults.severs(B, A)]).toEqual([true, false, false, false]);
  faults.change(A, { how: 'partition', sinceMicros: 0 });
  expect([faults.holds(A, B), faults.holds('us-east-1', A), faults.holds(A, A), faults.severs(A, B)]).toEqual([true, true, false, true]);
});

test('a change that could not be committed is not in force', async () => {
  const faults = new RegionFaults(catalogue);
  faults.change(A, { how: 'refuse', sinceMicros: 0 });
  catalogue.db.exec('ROLLBACK; BEGIN');
  catalogue.db.prepare('CREATE TABLE other (id INTEGER)').run();
  catalogue.db.exec('COMMIT');
  expect(() => catalogue.flush()).toThrow();
  await new Promise((resolve) => { setImmediate(resolve); });
  expect([faults.quiet, faults.all()]).toEqual([true, []]);
});

const outside = null;
const client = (region: string): Reach['from'] => ({ region, as: 'client' });
const service = (region: string): Reach['from'] => ({ region, as: 'service' });

test.each<[string, Record<string, CutHow>, Reach, ReturnType<typeof isCut>]>([
  ['another region is reached', { [A]: 'refuse' }, { regions: [B], from: outside }, null],
  ['a refusing region refuses', { [A]: 'refuse' }, { regions: [A], from: outside }, 'refuse'],
  ['a black hole is one', { [A]: 'black-hole' }, { regions: [A], from: outside }, 'black-hole'],
  ['a partition is a black hole from outside', { [A]: 'partition' }, { regions: [A], from: outside }, 'black-hole'],
  ['a partition lets clients inside go on', { [A]: 'partition' }, { regions: [A], from: client(A) }, null],
  ['a black hole takes the clients inside as well', { [A]: 'black-hole' }, { regions: [A], from: client(A) }, 'black-hole'],
  ['services inside always go on', { [A]: 'refuse' }, { regions: [A, A], from: service(A) }, null],
  ['nothing leaves a cut region', { [A]: 'partition' }, { regions: [B], from: client(A) }, 'black-hole'],
  ['services do not leave it either', { [A]: 'refuse' }, { regions: [A, B], from: service(A) }, 'refuse'],
  ['a client of one cut region does not reach another', { [A]: 'partition', [B]: 'partition' }, { regions: [B], from: client(A) }, 'black-hole'],
  ['endpoint and bucket must both be reached', { [B]: 'refuse' }, { regions: [A, B], from: outside }, 'refuse'],
  ['a region that a client only claims to be in says nothing while nothing is cut', {}, { regions: [A], from: client('nowhere') }, null],
])('%s', (_title, cuts, reach, expected) => {
  expect(isCut(reach, { cutOf: (region) => cuts[region] ?? null })).toBe(expected);
});
