import { describe, expect, it } from 'vitest';
import { measureRun } from '#measure/measure-run';
import { buildRun } from '#record/testing/build-run';
import type { Story } from '#record/testing/build-run';
import { editRun } from '#record/testing/run-builder';
import type { BuiltRun } from '#record/testing/run-builder';
import { judgeRun } from './judge-run.ts';

const claimOf = (run: BuiltRun, id: string) => judgeRun({ ...run.started, claims: [id] }, run.events, measureRun(run.events, run.beacons)).claims[0];
const claim = (id: string, story: Story) => claimOf(buildRun(story), id);
const undelete = (story: Story): BuiltRun => editRun(buildRun(story), (events) => events.map((event) => (event.type === 'step.started' && 'n' in event.data && event.data.n === 2 ? ({ ...event, data: { ...event.data, uses: 's3.remove-delete-markers' } } as typeof event) : event)));

describe('claims', () => {
  it.each(['DR-C3', 'DR-C9'])('of recovery time and data loss stay open on a rehearsal where all went well (%s)', (id) => {
    expect(claim(id, {})).toMatchObject({ result: 'open', why: expect.stringContaining('never confirm') as string, evidence: null });
  });

  it('DR-C3 is refuted by a recovery slower than the documented target, with its evidence', () => {
    expect(claim('DR-C3', { restoreSeconds: 20_000 })).toMatchObject({ result: 'refuted', why: expect.stringContaining('5 h 5') as string, evidence: expect.stringMatching(/^events\.ndjson#seq=\d+$/) as string });
  });

  it('DR-C3 is refuted by a restore that brings nothing back, and open for a run that was only left', () => {
    expect(claim('DR-C3', { failedStep: 'restore' })?.result).toBe('refuted');
    expect(claim('DR-C3', { killed: true })?.result).toBe('open');
  });

  it('DR-C2 is confirmed of the sandbox account only, which it names, and refuted by a gap of more than a day', () => {
    expect(claim('DR-C2', {})).toMatchObject({ result: 'confirmed', why: expect.stringContaining('sandbox account 111111111111 only') as string });
    const late = { points: (points: readonly import('#contract/events').RecoveryPointFact[]) => points.map((point, i) => (i === 0 ? { ...point, createdAt: '2026-11-05T00:00:00.000000Z' } : point)) };
    expect(claim('DR-C2', late)).toMatchObject({ result: 'refuted' });
  });

  it('DR-C9 is refuted when the newest finished copy is older than a day, is not there, or lies where the fault strikes', () => {
    expect(claim('DR-C9', { points: (points) => points.slice(0, 2).map((point) => ({ ...point, createdAt: '2026-11-05T00:00:00.000000Z' })) })?.result).toBe('refuted');
    expect(claim('DR-C9', { points: (points) => points.map((point) => ({ ...point, status: 'failed' as const })) })?.result).toBe('refuted');
    const inside = editRun(buildRun(), (events) => events.map((event) => (event.type === 'points.read' ? ({ ...event, data: { ...event.data, outsideBlastRadius: false } } as typeof event) : event)));
    expect(claimOf(inside, 'DR-C9')?.result).toBe('refuted');
  });

  it('DR-C8 is refuted with versioning off, and open where nothing was undeleted', () => {
    expect(claim('DR-C8', {})).toMatchObject({ result: 'open' });
    const off = editRun(buildRun(), (events) => events.map((event) => (event.type === 'posture.read' && 'posture' in event.data ? ({ ...event, data: { ...event.data, posture: { ...event.data.posture, versioning: 'Suspended' } } } as typeof event) : event)));
    expect(claimOf(off, 'DR-C8')).toMatchObject({ result: 'refuted' });
  });

  it('DR-C8 is confirmed of the named account when deleted objects came back whole from their versions', () => {
    expect(claimOf(undelete({}), 'DR-C8')).toMatchObject({ result: 'confirmed', why: expect.stringContaining('111111111111') as string });
    expect(claimOf(undelete({ integrity: { missing: 1, recovered: 3999 } }), 'DR-C8')?.result).toBe('open');
  });

  it('that no reading speaks of, and those of a run that never reached the fault, stay open', () => {
    expect(claim('SEC-C8', {})?.result).toBe('open');
    expect(claim('DR-C3', { guardRefuses: true })?.result).toBe('open');
  });
});
