import { describe, expect, it } from 'vitest';
import type { RunEvent } from '#contract/events';
import { measureRun } from '#measure/measure-run';
import { STORE, buildRun } from '#record/testing/build-run';
import type { Story } from '#record/testing/build-run';
import { editRun } from '#record/testing/run-builder';
import type { BuiltRun } from '#record/testing/run-builder';
import { findingId } from './finding-id.ts';
import { findingsOf } from './findings.ts';

const findingsIn = (run: BuiltRun) => findingsOf(run.started, run.events, measureRun(run.events, run.beacons));
const causes = (story: Story): readonly string[] => findingsIn(buildRun(story)).map((finding) => finding.cause).sort();

describe('findings', () => {
  it('have an id that is the same in every run of the scenario and differs by scenario, store and cause', () => {
    const id = findingId('s3-bucket-deletion', STORE, 'posture.encryption');
    expect(id).toMatch(/^F-[0-9a-f]{8}$/);
    expect(findingId('s3-bucket-deletion', STORE, 'posture.encryption')).toBe(id);
    expect(new Set([id, findingId('x-y', STORE, 'posture.encryption'), findingId('s3-bucket-deletion', null, 'posture.encryption'), findingId('s3-bucket-deletion', STORE, 'posture')]).size).toBe(4);
  });

  it.each([
    ['nobody noticed', {}, ['not-detected']],
    ['an alarm fired', { detectedAfter: 60 }, []],
    ['the schedule cannot meet a target', { detectedAfter: 60, points: (points) => points.slice(0, 2) }, ['rpo-worst.house']],
    ['a setting drifted', { detectedAfter: 60, postureAfter: { encryption: 'none' } }, ['posture.encryption', 'posture.lifecycleRules', 'posture.publicAccessBlock', 'posture.retentionDays', 'posture.versioning']],
    ['documents are missing, came back or are others', { detectedAfter: 60, integrity: { missing: 2, unexpected: 1, different: 1, recovered: 3997 } }, ['content.different', 'content.missing', 'content.unexpected']],
    ['nothing at all came back, which is the verdict and no finding', { detectedAfter: 60, integrity: { missing: 4000, recovered: 0 } }, []],
    ['a step failed', { detectedAfter: 60, failedStep: 'restore' }, ['runbook.deviation.2']],
    ['it is not protected again', { detectedAfter: 60, protectedAfter: null }, ['not-protected-again']],
    ['marks are missing before newer ones', { detectedAfter: 60, found: (whole) => whole.map((entry) => (entry.series === 'history' ? { ...entry, ranges: [[1, 20], [22, 72]] as const } : entry)) }, ['beacons.holes']],
  ] as readonly (readonly [string, Story, readonly string[]])[])('follow from the facts when %s', (_, story, wanted) => {
    expect(causes(story)).toEqual(wanted);
  });

  it('name documented steps that no drill can carry out', () => {
    const run = editRun(buildRun({ detectedAfter: 60 }), (events) => events.map((event) => (event.type === 'plan.made' && 'runbook' in event.data ? ({ ...event, data: { ...event.data, runbook: { ...event.data.runbook, steps: [...event.data.runbook.steps, { n: 5, title: 'Tell the customers', uses: null, line: 50 }] } } } as RunEvent) : event)));
    expect(findingsIn(run).map((finding) => finding.cause)).toEqual(['runbook.unbound.5']);
  });

  it('are kept once, with what the run itself wrote first, the gravest first', () => {
    const gap = { cause: 'not-detected', store: null, severity: 'low', title: 'own words', detail: 'x', claim: 'SEC-C7', edit: null };
    const run = editRun(buildRun({ protectedAfter: null }), (events) => [...events, { ...events.at(-1), type: 'finding', data: gap } as RunEvent]);
    expect(findingsIn(run).map((finding) => [finding.cause, finding.severity, finding.title])).toEqual([['not-protected-again', 'high', expect.any(String)], ['not-detected', 'low', 'own words']]);
  });
});
