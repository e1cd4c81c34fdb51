import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Judgement } from '#contract/judgement';
import type { RunEvent } from '#contract/events';
import type { Verdict } from '#contract/run-summary';
import { measureRun } from '#measure/measure-run';
import { STORE, buildRun } from '#record/testing/build-run';
import type { Story } from '#record/testing/build-run';
import { editRun, without } from '#record/testing/run-builder';
import type { BuiltRun } from '#record/testing/run-builder';
import { judgeRun } from './judge-run.ts';

const judge = (run: BuiltRun): Judgement => judgeRun(run.started, run.events, measureRun(run.events, run.beacons));
const codes = (judgement: Judgement): readonly string[] => judgement.reasons.map((reason) => reason.code);
const sabotaged = (mutation: string, reasonCode: string): NonNullable<Story['started']> => ({ mutation, mutationExpect: { verdict: 'fail-integrity', reasonCode } });
const POSTURE = { encryption: 'AES256', publicAccessBlock: true, versioning: 'Enabled', lifecycleRules: ['expire-logs'], retentionDays: 30 };
const nothing: Story = { points: (points) => points.map((point, i) => (i === points.length - 1 ? { ...point, found: [] } : point)), integrity: { recovered: 0, missing: 4000 }, found: () => [] };

const CASES: readonly { readonly when: string; readonly story: Story; readonly verdict: Verdict; readonly codes: readonly string[] }[] = [
  { when: 'everything came back within the targets', story: {}, verdict: 'pass', codes: [] },
  { when: 'recovery took longer than both targets', story: { restoreSeconds: 20_000, protectedAfter: 30_000 }, verdict: 'fail-objective', codes: ['rto-missed.documented', 'rto-missed.house'] },
  { when: 'only luck kept this strike within the target', story: { pointEvery: 18_000, points: (points) => points }, verdict: 'fail-objective', codes: ['rpo-missed.house.worst'] },
  { when: 'the newest points had failed', story: { points: (points) => points.slice(0, 2) }, verdict: 'fail-objective', codes: ['rpo-missed.house.strike', 'rpo-missed.house.worst'] },
  { when: 'something is missing', story: { integrity: { recovered: 3999, missing: 1 } }, verdict: 'fail-integrity', codes: ['integrity.missing'] },
  { when: 'old data is still there', story: { integrity: { unexpected: 3 } }, verdict: 'fail-integrity', codes: ['integrity.unexpected'] },
  { when: 'one byte differs', story: { integrity: { recovered: 3999, different: 1 } }, verdict: 'fail-integrity', codes: ['integrity.different'] },
  { when: 'a setting came back weaker', story: { postureAfter: { ...POSTURE, publicAccessBlock: false } }, verdict: 'fail-integrity', codes: ['posture.drift'] },
  { when: 'nothing usable came back', story: nothing, verdict: 'fail-not-recovered', codes: ['not-recovered.nothing', 'integrity.missing'] },
  { when: 'the restore step failed', story: { failedStep: 'restore' }, verdict: 'fail-not-recovered', codes: ['not-recovered.step'] },
  { when: 'the release check did not pass', story: { failedStep: 'release-check' }, verdict: 'fail-not-recovered', codes: ['not-recovered.release-check'] },
  { when: 'the service died in the soak', story: { service: 'dies-in-soak' }, verdict: 'fail-not-recovered', codes: ['not-recovered.soak'] },
  { when: 'the service never worked again', story: { service: 'never' }, verdict: 'fail-not-recovered', codes: ['service.unhealthy'] },
  { when: 'the run was killed after the fault', story: { killed: true }, verdict: 'fail-not-recovered', codes: ['not-recovered.interrupted', 'reading.beacons', 'reading.integrity', 'reading.posture'] },
  { when: 'the comparison was cut short', story: { integrity: { complete: false } }, verdict: 'inconclusive', codes: ['integrity.incomplete'] },
  { when: 'nothing was expected back', story: { integrity: { expected: 0, recovered: 0 } }, verdict: 'inconclusive', codes: ['integrity.incomplete'] },
  { when: 'a thing is not accounted for', story: { integrity: { recovered: 3999 } }, verdict: 'inconclusive', codes: ['integrity.incomplete'] },
  { when: 'the comparison only counted', story: { integrity: { strength: 'count' } }, verdict: 'inconclusive', codes: ['strength'] },
  { when: 'the content was compared with an earlier moment than what came back', story: { integrity: { comparedAt: '2026-11-07T01:00:00.000000Z' } }, verdict: 'inconclusive', codes: ['reading.integrity'] },
  { when: 'the beacons were read in part', story: { beaconsComplete: false }, verdict: 'inconclusive', codes: ['reading.beacons'] },
  { when: 'there are too few points for a longest gap', story: { points: (points) => points.slice(-1) }, verdict: 'inconclusive', codes: ['reading.points'] },
  { when: 'a check said yes to bad input', story: { controlSaysYes: true }, verdict: 'inconclusive', codes: ['checker'] },
  { when: 'a guard refused', story: { guardRefuses: true }, verdict: 'refused', codes: ['refused.account'] },
  { when: 'the baseline was not steady', story: { endsBefore: 'aborted' }, verdict: 'aborted', codes: ['aborted.baseline'] },
  { when: 'the run was killed before the fault', story: { endsBefore: 'interrupted' }, verdict: 'aborted', codes: ['aborted.interrupted'] },
];

describe('the verdict', () => {
  it.each(CASES)('is $verdict when $when', ({ story, verdict, codes: wanted }) => {
    const judgement = judge(buildRun(story));
    expect([judgement.verdict, codes(judgement)]).toEqual([verdict, wanted]);
  });

  it('of several stores is that of the worst, and each store keeps its own', () => {
    const stores = buildRun().started.stores.flatMap((store) => [store, { ...store, id: 'DR-S1' }]);
    const judgement = judge(buildRun({ started: { stores } }));
    expect(judgement.stores.map((store) => [store.id, store.verdict])).toEqual([[STORE, 'pass'], ['DR-S1', 'inconclusive']]);
    expect(judgement.verdict).toBe('inconclusive');
    expect(judgement.reasons.every((reason) => reason.store === 'DR-S1')).toBe(true);
  });

  it('names the error code of the step that failed', () => {
    expect(judge(buildRun({ failedStep: 'restore' })).reasons[0]?.text).toMatch(/s3\.access-denied$/);
  });

  it('is that nothing came back when every beacon is gone and the content could not even be compared', () => {
    const gone = without(buildRun({ failedStep: 'restore', found: () => [] }), (event) => event.type === 'integrity.read');
    expect(codes(judge(gone)).slice(0, 2)).toEqual(['not-recovered.nothing', 'not-recovered.step']);
    expect(codes(judge(without(buildRun({ failedStep: 'restore', beaconsComplete: false, found: () => [] }), (event) => event.type === 'integrity.read')))).not.toContain('not-recovered.nothing');
  });

  it('puts the gravest reason first', () => {
    const judgement = judge(buildRun({ failedStep: 'restore', integrity: { missing: 5, recovered: 3995 }, postureAfter: { ...POSTURE, encryption: 'none' } }));
    expect(codes(judgement)[0]).toBe('not-recovered.step');
  });

  it('says who stopped a run that was left at a second signal', () => {
    const left = editRun(buildRun({ killed: true }), (events) => [...events, { ...events.at(-1), type: 'signal', data: { name: 'SIGTERM', count: 2 } } as RunEvent]);
    expect(judge(left)).toMatchObject({ verdict: 'fail-not-recovered', stoppedBy: 'SIGTERM' });
    expect(judge(buildRun({ killed: true })).stoppedBy).toBe('interrupted');
    expect(judge(buildRun()).stoppedBy).toBeNull();
  });

  it('is fail-not-recovered at the deadline of the recovery', () => {
    const late = editRun(buildRun({ service: 'never' }), (events) => events.flatMap((event) => (event.type === 'beacons.read' ? [{ ...event, type: 'deadline', data: { phase: '4-recover', afterSeconds: 86_400 } } as RunEvent, event as RunEvent] : [event as RunEvent])));
    expect(codes(judge(late))).toContain('not-recovered.deadline');
  });

  it('is inconclusive for a clock that stood still, whatever else is well', () => {
    const frozen = editRun(buildRun(), (events) => events.map((event, i) => ({ ...event, mono: event.mono + (i > 24 ? 1e11 : 0) })));
    expect([judge(frozen).verdict, codes(judge(frozen))]).toEqual(['inconclusive', ['clock']]);
  });
});

const READINGS: readonly (readonly [string, (event: RunEvent) => boolean])[] = [
  ['fault', (event) => event.type === 'fault.observed'],
  ['detection', (event) => event.type === 'detection.ended'],
  ['declared', (event) => event.type === 'declared'],
  ['restore', (event) => event.type === 'step.ended' && 'n' in event.data && event.data.n === 2],
  ['release', (event) => event.type === 'release.passed'],
  ['service', (event) => event.type === 'service.read'],
  ['soak', (event) => event.type === 'soak.ended'],
  ['beacons', (event) => event.type === 'beacons.read'],
  ['points', (event) => event.type === 'points.read'],
  ['integrity', (event) => event.type === 'integrity.read'],
  ['posture', (event) => event.type === 'posture.read' && 'moment' in event.data && event.data.moment === 'baseline'],
  ['posture', (event) => event.type === 'posture.read' && 'moment' in event.data && event.data.moment === 'end'],
  ['control', (event) => event.type === 'control.checked' && 'check' in event.data && event.data.check === 'content'],
  ['control', (event) => event.type === 'control.checked' && 'check' in event.data && event.data.check === 'clock'],
  ['control', (event) => event.type === 'control.checked' && 'check' in event.data && event.data.check === 'step 4'],
  ['control', (event) => event.type === 'plan.made'],
];

describe('a missing reading', () => {
  it.each(READINGS)('of %s makes the store inconclusive and is named', (name, drop) => {
    const judgement = judge(without(buildRun(), drop));
    expect(judgement.verdict).toBe('inconclusive');
    expect(codes(judgement)).toContain(`reading.${name}`);
  });

  it('is seen by its number when a fact was cut out of the middle', () => {
    const run = buildRun();
    const events = run.events.filter((event) => event.type !== 'safety-copy.made');
    expect(codes(judgeRun(run.started, events, measureRun(events, run.beacons)))).toEqual(['reading.record']);
  });

  it('of the beacon ledger makes the store inconclusive', () => {
    const run = buildRun();
    expect(codes(judgeRun(run.started, run.events, measureRun(run.events, new Map())))).toEqual(['reading.beacons', 'reading.points']);
  });
});

describe('a verdict is never better than the truth', () => {
  const failing = CASES.filter((entry) => entry.verdict !== 'pass');

  it('however facts are dropped from a run that did not pass and from its numbering, it never becomes a pass', () => {
    const runs = failing.map(({ story }) => buildRun(story));
    fc.assert(fc.property(fc.constantFrom(...runs), fc.array(fc.nat(60), { minLength: 1, maxLength: 6 }), (run, drops) => {
      const kept = run.events.filter((_, index) => !drops.includes(index));
      expect(judgeRun(run.started, kept, measureRun(kept, run.beacons)).verdict === 'pass').toBe(false);
    }), { numRuns: 300 });
  });

  it('and a pass stays a pass or is withheld, but never turns into another pass with better numbers', () => {
    const run = buildRun();
    const truth = measureRun(run.events, run.beacons).stores[0];
    fc.assert(fc.property(fc.nat(run.events.length - 1), (index) => {
      const cut = without(run, (event) => event.seq === index + 1);
      const measured = measureRun(cut.events, cut.beacons);
      const judgement = judgeRun(run.started, cut.events, measured);
      if (judgement.verdict !== 'pass') return;
      const [store] = measured.stores;
      for (const key of ['rta', 'rpa', 'rpaWorst'] as const) expect(store?.[key].value).toBeGreaterThanOrEqual(truth?.[key].value ?? 0);
    }));
  });

  it('however the numbers of the comparison are flipped, only a whole one passes', () => {
    const number = fc.nat(4001);
    fc.assert(fc.property(fc.record({ expected: number, recovered: number, missing: number, unexpected: number, different: number }), (integrity) => {
      const { verdict } = judge(buildRun({ integrity }));
      const whole = integrity.expected > 0 && integrity.recovered >= integrity.expected && integrity.missing + integrity.unexpected + integrity.different === 0;
      expect(verdict === 'pass').toBe(whole);
    }));
  });

  it('however many beacons are taken from what came back, data loss never shrinks', () => {
    const truth = measureRun(buildRun().events, buildRun().beacons).stores[0]?.rpa.value ?? 0;
    fc.assert(fc.property(fc.nat(80), fc.nat(80), (from, length) => {
      const run = buildRun({ found: (whole) => whole.map(({ series, ranges }) => ({ series, ranges: series === 'history' ? ([[1, from], [from + length + 1, ranges[0]?.[1] ?? 0]] as const).filter(([a, b]) => a <= b) : ranges })) });
      const rpa = measureRun(run.events, run.beacons).stores[0]?.rpa.value;
      if (rpa !== null && rpa !== undefined) expect(rpa).toBeGreaterThanOrEqual(truth);
    }));
  });
});

describe('a mutation', () => {
  it('is seen red when the declared reason appears, also behind a graver one', () => {
    const [result] = judge(buildRun({ started: { mutation: 'one-missing', mutationExpect: { verdict: 'fail-integrity', reasonCode: 'integrity.missing' } }, failedStep: 'release-check', integrity: { missing: 1, recovered: 3999 } })).mutations;
    expect(result).toMatchObject({ id: 'one-missing', seenRed: true });
  });

  it('is seen red by a reason below the declared one', () => {
    expect(judge(buildRun({ started: sabotaged('stale-point', 'rpo-missed'), points: (points) => points.slice(0, 2) })).mutations[0]?.seenRed).toBe(true);
  });

  it.each([
    ['the run passed', {}, 'integrity.missing'],
    ['it failed for another reason', { integrity: { different: 1, recovered: 3999 } }, 'integrity.missing'],
    ['a guard refused it', { guardRefuses: true }, 'refused.account'],
    ['it was aborted', { endsBefore: 'aborted' }, 'aborted.baseline'],
  ] as readonly (readonly [string, Story, string])[])('is not seen red when %s', (_, story, code) => {
    expect(judge(buildRun({ ...story, started: sabotaged('m', code) })).mutations[0]?.seenRed).toBe(false);
  });

  it('leaves every claim open, since the run says nothing of the platform', () => {
    const { claims } = judge(buildRun({ started: { ...sabotaged('m', 'x'), claims: ['DR-C2', 'DR-C3'] }, failedStep: 'restore' }));
    expect(claims.map((claim) => claim.result)).toEqual(['open', 'open']);
  });
});
