import { describe, expect, it } from 'vitest';
import { secondsBetween } from '#kit/time';
import { measureRun } from '#measure/measure-run';
import { buildRun } from '#record/testing/build-run';
import type { Story } from '#record/testing/build-run';
import type { Judgement } from '#contract/judgement';
import { judgeRun } from './judge-run.ts';

async function judged(story: Story): Promise<{ readonly judgement: Judgement; readonly t6: string | null }> {
  const { started, events, beacons } = buildRun(story);
  const measurement = measureRun(events, beacons);
  return { judgement: judgeRun(started, events, measurement), t6: measurement.timeline.T6 };
}

const codes = ({ judgement }: { readonly judgement: Judgement }): readonly string[] => judgement.reasons.map(({ code }) => code);

describe('users and the user\'s own checks in a verdict', () => {
  it('keep a pass when journeys and checks pass, and the service counts as back when users could work, not when a canary answered', async () => {
    const alone = await judged({});
    const run = await judged({ users: { journeys: 'pass', ownCheck: { tag: 'audit', result: 'pass' } } });
    expect(run.judgement.verdict).toBe('pass');
    expect(run.t6).not.toBeNull();
    expect(secondsBetween(alone.t6 ?? '', run.t6 ?? '')).toBe(10);
  });

  it('end as not recovered when the stores answer and users still cannot work', async () => {
    const run = await judged({ users: { journeys: 'fail' } });
    expect(run.judgement.verdict).toBe('fail-not-recovered');
    expect(codes(run)).toContain('service.journeys');
    expect(run.t6).toBeNull();
  });

  it('end as not recovered when what users could do before the fault was left out afterwards', async () => {
    const run = await judged({ users: { journeys: 'not-exercised' } });
    expect([run.judgement.verdict, run.t6]).toEqual(['fail-not-recovered', null]);
    expect(run.judgement.reasons).toContainEqual(expect.objectContaining({ code: 'service.journeys', text: 'users could not work: search: it worked before the fault and was not tried afterwards' }));
  });

  it('end as not recovered when an own release check says no', async () => {
    const run = await judged({ users: { journeys: 'pass', ownCheck: { tag: 'release', result: 'fail' } } });
    expect(run.judgement.verdict).toBe('fail-not-recovered');
    expect(run.judgement.reasons).toContainEqual(expect.objectContaining({ code: 'not-recovered.release-check', text: expect.stringContaining('41 rows') as string }));
  });

  it('fail the integrity when an own audit check says no, and are inconclusive when it could not be asked', async () => {
    const no = await judged({ users: { journeys: 'pass', ownCheck: { tag: 'audit', result: 'fail' } } });
    expect([no.judgement.verdict, codes(no)]).toEqual(['fail-integrity', ['integrity.own-check']]);
    const unknown = await judged({ users: { journeys: 'pass', ownCheck: { tag: 'audit', result: 'unknown' } } });
    expect([unknown.judgement.verdict, codes(unknown)]).toEqual(['inconclusive', ['reading.own-check']]);
  });

  it('are inconclusive when a check of the config was not asked after the recovery', async () => {
    const config = (check: object): NonNullable<Story['started']> => ({ config: { checks: [{ id: 'rows', tag: 'audit' }, check] } });
    const users: NonNullable<Story['users']> = { journeys: 'pass', ownCheck: { tag: 'audit', result: 'pass' } };
    const lacking = await judged({ users, started: config({ id: 'totals', tag: 'audit' }) });
    expect([lacking.judgement.verdict, codes(lacking)]).toEqual(['inconclusive', ['reading.own-check']]);
    expect(codes(await judged({ users, started: config({ id: 'totals', tag: 'release' }) }))).toEqual(['reading.own-check']);
    expect(codes(await judged({ users, started: config({ id: 'totals', tag: 'audit', store: 'DR-S1' }) }))).toEqual([]);
    expect(codes(await judged({ users, failedStep: 'restore', started: config({ id: 'totals', tag: 'release' }) }))).not.toContain('reading.own-check');
  });

  it('are not believed when a check was never shown an answer that is known to be bad', async () => {
    const run = await judged({ users: { journeys: 'pass', ownCheck: { tag: 'audit', result: 'pass', withoutControl: true } } });
    expect([run.judgement.verdict, codes(run)]).toEqual(['inconclusive', ['reading.control']]);
  });
});
