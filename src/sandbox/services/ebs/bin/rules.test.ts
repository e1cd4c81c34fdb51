import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BinRule, TagMatch, Tags } from '../model.ts';
import { openFakeEbs, PLACE, type FakeEbs } from '../testing/fake-ebs.ts';
import { binStay } from './rules.ts';

let ebs: FakeEbs;
beforeEach(() => { ebs = openFakeEbs(); });
afterEach(() => { ebs.close(); });

const DAY = 86_400_000_000;

function rule(id: string, retentionDays: number, scope: { readonly matches?: readonly TagMatch[]; readonly excludes?: readonly TagMatch[]; readonly type?: BinRule['resourceType'] } = {}): void {
  ebs.state.rules.put({ id, ...PLACE, due: null, resourceType: scope.type ?? 'EBS_VOLUME', description: '', retentionDays, createdMicros: 0, matches: scope.matches ?? [], excludes: scope.excludes ?? [], tags: {}, lock: null });
}

function daysKept(tags: Tags): number | null {
  ebs.state.tags.dropAll(PLACE, 'vol-1');
  ebs.state.tags.add(PLACE, 'vol-1', tags);
  const stay = binStay(ebs.context, { ...PLACE, id: 'vol-1' }, 'EBS_VOLUME');
  return stay && (stay.exitMicros - stay.enteredMicros) / DAY;
}

test('a rule by tag comes before a rule for the region, the longest of several holds, and what a regional rule leaves out is gone at once', () => {
  expect(daysKept({})).toBeNull();
  rule('snapshots', 300, { type: 'EBS_SNAPSHOT' });
  expect(daysKept({})).toBeNull();
  rule('region', 7, { excludes: [{ key: 'scratch', value: null }] });
  expect([daysKept({}), daysKept({ scratch: 'x' })]).toEqual([7, null]);
  rule('short', 2, { matches: [{ key: 'team', value: 'lab' }, { key: 'any', value: null }] });
  rule('longer', 3, { matches: [{ key: 'any', value: null }] });
  expect([daysKept({ team: 'lab' }), daysKept({ team: 'other' }), daysKept({ any: '1' }), daysKept({ scratch: 'x', any: '' })]).toEqual([2, 7, 3, 3]);
});
