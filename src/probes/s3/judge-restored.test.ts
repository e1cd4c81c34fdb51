import { describe, expect, it } from 'vitest';
import { judgeRestored } from './judge-restored.ts';
import type { Restored } from './judge-restored.ts';

const WHOLE: Restored = { bucket: 'portal-data', objects: 500, bytes: 980_000, pointBytes: 1_000_000, read: 25, unread: [], message: null };

describe('the check of a restore by people who have no list', () => {
  it('lets a restore through whose bytes are nearly those of the point', () => {
    expect(judgeRestored(WHOLE, 80)).toMatchObject({ result: 'pass', data: { objects: 500, read: 25 } });
  });

  it.each<[string, Partial<Restored>, string]>([
    ['brought too little', { bytes: 799_999 }, 'less than 80 % of the point'],
    ['brought nothing', { objects: 0, bytes: 0 }, 'the bucket is empty'],
    ['brought nothing of a point without a byte', { objects: 0, bytes: 0, pointBytes: 0, read: 0 }, 'the bucket is empty'],
    ['brought objects that cannot be read', { read: 24, unread: ['"a": AccessDenied'] }, '1 of 25 objects of the sample could not be read, first: "a": AccessDenied'],
    ['cannot be held against a size', { pointBytes: null }, 'gives no size'],
  ])('stops a restore that %s', (_, spoilt, sentence) => {
    const { result, detail } = judgeRestored({ ...WHOLE, ...spoilt }, 80);
    expect(result).toBe('fail');
    expect(detail).toContain(sentence);
  });

  it('tells a message that came with COMPLETED, and never calls it clean', () => {
    expect(judgeRestored({ ...WHOLE, message: '25 objects were skipped' }, 80)).toMatchObject({ result: 'pass', detail: expect.stringContaining('not clean, look for what was left out: 25 objects were skipped') as string });
  });
});
