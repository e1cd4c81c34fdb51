import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRun } from '#evidence/conclude';
import { oscalCheck } from '#evidence/oscal/oscal-faults';
import { judgeRun } from '#judge/judge-run';
import { measureRun } from '#measure/measure-run';
import { readBeacons, readRecord } from '#record/read-record';
import { oscalReport } from '#report/oscal/oscal';
import { summarise } from '#report/summarise';
import { compareFormats, compareGolden, recordedRun } from './golden.ts';

const golden = await compareGolden();

describe('recorded runs', () => {
  it.each(golden)('of $name are rendered as accepted, byte for byte', ({ expected, actual }) => {
    expect(actual).toBe(expected);
  });

  it('are rendered in every other format as accepted, by their hashes', async () => {
    const { expected, actual } = await compareFormats();
    expect(actual).toEqual(expected);
  });

  it('are valid Assessment Results of OSCAL, whatever they ended with', async () => {
    const check = oscalCheck();
    for (const { name } of golden) {
      const input = await readRun(recordedRun(name), dirname(recordedRun(name)));
      expect([name, check(JSON.parse(oscalReport(input, summarise(input))))]).toEqual([name, []]);
    }
  });

  it.each([
    ['pass', 'pass'], ['pass-resumed', 'pass'], ['fail-objective', 'fail-objective'], ['fail-integrity', 'fail-integrity'], ['fail-not-recovered', 'fail-not-recovered'], ['killed', 'fail-not-recovered'],
    ['not-put-back', 'fail-not-recovered'], ['inconclusive', 'inconclusive'], ['checker', 'inconclusive'], ['aborted', 'aborted'], ['refused', 'refused'], ['mutated', 'fail-integrity'],
  ])('of %s are judged %s from their files alone', async (name, verdict) => {
    const { events } = await readRecord(recordedRun(name));
    const started = events.find((event) => event.type === 'run.started')?.data;
    if (!started || !('scenario' in started)) throw new Error('no start');
    expect(judgeRun(started, events, measureRun(events, await readBeacons(recordedRun(name)))).verdict).toBe(verdict);
  });

  it('cover every verdict', () => {
    expect(golden.map(({ name }) => name)).toHaveLength(12);
  });
});
