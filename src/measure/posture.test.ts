import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PostureComparator } from '#contract/events';
import { STORE, buildRun } from '#record/testing/build-run';
import { without } from '#record/testing/run-builder';
import { comparePosture, compareSetting } from './posture.ts';

type Value = Parameters<typeof compareSetting>[0];

describe('one setting', () => {
  it.each([
    [true, true, 'equal', 'same'], [true, false, 'equal', 'drift'], [30, 35, 'equal', 'drift'], [['a', 'b'], ['b', 'a'], 'equal', 'same'], ['AES256', undefined, 'equal', 'drift'], [null, null, 'equal', 'same'],
    [30, 35, 'at-least', 'stronger'], [30, 29, 'at-least', 'drift'], [false, true, 'at-least', 'stronger'], [true, false, 'at-least', 'drift'], [true, null, 'at-least', 'drift'], ['a', 'b', 'at-least', 'drift'], [30, undefined, 'at-least', 'drift'], [null, 7, 'at-least', 'stronger'], [null, false, 'at-least', 'drift'],
    [['a'], ['a', 'b'], 'superset', 'stronger'], [['a', 'b'], ['a'], 'superset', 'drift'], [['a'], [], 'superset', 'drift'], [[], ['a'], 'superset', 'stronger'], [['a'], undefined, 'superset', 'drift'], [['a'], ['A'], 'superset', 'drift'],
  ] as readonly (readonly [Value, Value, PostureComparator, string])[])('before %j and after %j under %s is %s', (before, after, comparator, wanted) => {
    expect(compareSetting(before, after, comparator)).toBe(wanted);
  });

  it('is never both the same and drifted, and the same value never drifts', () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.string()));
    fc.assert(fc.property(value, fc.constantFrom('equal', 'at-least', 'superset'), (same, comparator) => {
      expect(compareSetting(same, same, comparator)).toBe('same');
    }));
  });
});

describe('the settings of a store', () => {
  const before = { encryption: 'AES256', publicAccessBlock: true, versioning: 'Enabled', lifecycleRules: ['expire-logs'], retentionDays: 30 };

  it('name each drift with both values, and strength apart', () => {
    const run = buildRun({ postureAfter: { ...before, publicAccessBlock: false, lifecycleRules: ['expire-logs', 'x'], encryption: 'none' } });
    expect(comparePosture(run.events, STORE, [])).toEqual({ checked: 5, drifted: [{ key: 'encryption', expected: 'AES256', found: 'none' }, { key: 'publicAccessBlock', expected: true, found: false }], stronger: ['lifecycleRules'], declared: [] });
  });

  it('list declared gaps apart from drift', () => {
    const run = buildRun({ postureAfter: { ...before, lifecycleRules: [] } });
    expect(comparePosture(run.events, STORE, ['lifecycleRules'])).toMatchObject({ drifted: [], declared: ['lifecycleRules'] });
  });

  it('count a setting that is gone or new as drift', () => {
    expect(comparePosture(buildRun({ postureAfter: Object.fromEntries(Object.entries(before).filter(([key]) => key !== 'encryption')) }).events, STORE, [])?.drifted).toEqual([{ key: 'encryption', expected: 'AES256', found: null }]);
    expect(comparePosture(buildRun({ postureAfter: { ...before, policy: 'public' } }).events, STORE, [])?.drifted).toEqual([{ key: 'policy', expected: null, found: 'public' }]);
  });

  it('are null when one of the two readings is missing', () => {
    for (const moment of ['baseline', 'end']) {
      const run = without(buildRun(), (event) => event.type === 'posture.read' && 'moment' in event.data && event.data.moment === moment);
      expect(comparePosture(run.events, STORE, [])).toBeNull();
    }
  });
});
