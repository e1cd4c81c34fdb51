import { describe, expect, it } from 'vitest';
import type { ReportInput, RunContext } from '#contract/reporting';
import { judgeRun } from '#judge/judge-run';
import { measureRun } from '#measure/measure-run';
import { buildRun } from '#record/testing/build-run';
import { otherWays } from './other-ways.ts';
import { summarise } from './summarise.ts';

const DAILY = { id: 'daily', everySeconds: 86_400 };
const CONTINUOUS = { id: 'continuous', everySeconds: 300 };

function lines(context: Partial<RunContext> = {}): string {
  const run = buildRun({ started: { ways: [{ variant: null, backups: [DAILY] }, { variant: 'pitr', backups: [CONTINUOUS] }, { variant: 'same-identifier', backups: [DAILY] }] } });
  const measurement = measureRun(run.events, run.beacons);
  const input: ReportInput = { started: run.started, events: run.events, measurement, judgement: judgeRun(run.started, run.events, measurement), record: { events: 1, sha256: 'ab'.repeat(32), tornBytes: 0 }, files: [], context: { schema: 'redrill.context/1', previous: null, attempts: { total: 1, byEnd: {} }, ...context } };
  return otherWays(input, summarise(input)).join('\n');
}

describe('other ways back', () => {
  it('names a variant that rests on other backups, with what its schedule promises while it was never drilled', () => {
    expect(lines()).toContain('Variant `pitr` rests on `continuous`, a point every 5 min: by its schedule it would lose 5 min or more, within every RPO; it has not been drilled here.');
    expect(lines()).not.toContain('same-identifier');
  });

  it('takes what was measured over what the schedule promises', () => {
    const drilled = { variant: 'pitr', number: 4, verdict: 'fail-objective' as const, rtaSeconds: 60, rpaSeconds: 60, rpaWorstSeconds: 6 * 3600 };
    expect(lines({ otherWays: [drilled] })).toMatch(/drilled in run 0004 \(fail-objective\): at worst it lost 6 h, over the RPO of house/);
    expect(lines({ otherWays: [{ ...drilled, rpaWorstSeconds: null }] })).toContain('could not measure its worst loss');
  });
});
