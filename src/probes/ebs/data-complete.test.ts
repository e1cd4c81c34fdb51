import { describe, expect, it } from 'vitest';
import { microsOf } from '#kit/time';
import { blocksOf } from '#stores/ebs/block-geometry';
import type { RecordsRead } from '#stores/ebs/snapshot-records';
import { layoutFor } from '#stores/ebs/volume-layout';
import { judgeRecords } from './data-complete.ts';

const layout = layoutFor({ label: 'portal-compute-data', blocks: blocksOf(1), contentMiB: 8 });
const whole: RecordsRead = { layout, good: layout.records, bad: [], newestMicros: microsOf('2026-11-07T04:20:00Z') };
const judge = (read: Partial<RecordsRead>): ReturnType<typeof judgeRecords> => judgeRecords({ ...whole, ...read }, { label: 'portal-compute-data', newestWithin: 'PT3H', until: '2026-11-07T05:01:00Z', volume: 'vol-1' });

describe('the content of a restored volume', () => {
  it('is complete when every record is whole and the newest is not old', () => {
    expect(judge({})).toMatchObject({ result: 'pass' });
  });

  it.each([
    ['it has no header', { layout: null }, /empty or damaged/],
    ["it is another volume's", { layout: { ...layout, label: 'other' } }, /holds the content of other/],
    ['a record is missing', { good: layout.records - 1, bad: [17] }, /first: record 17/],
    ['its newest record is older than the point claims', { newestMicros: microsOf('2026-11-06T20:20:00Z') }, /does not hold what it claims/],
  ] as readonly (readonly [string, Partial<RecordsRead>, RegExp])[])('is not complete when %s', (_, read, why) => {
    expect(judge(read)).toMatchObject({ result: 'fail', detail: expect.stringMatching(why) as string });
  });

  it.each([null, undefined])('is not known to be complete where nobody says up to which moment the point holds everything (%s), and is wrong all the same where a record is', (until) => {
    const asked = { label: 'portal-compute-data', newestWithin: 'PT3H', until, volume: 'vol-1' };
    expect(judgeRecords(whole, asked)).toMatchObject({ result: 'unknown', detail: expect.stringContaining('up to which moment') as string });
    expect(judgeRecords({ ...whole, bad: [17] }, asked)).toMatchObject({ result: 'fail' });
  });
});
