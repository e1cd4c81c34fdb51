import { expect, it } from 'vitest';
import { oneMoment } from './one-moment.ts';

const at = (name: string, moment: string | null): { name: string; moment: string | null } => ({ name, moment });

it('takes a volume that stands alone, and a set from one multi-volume snapshot', () => {
  expect(oneMoment([at('a', null)]).result).toBe('pass');
  expect(oneMoment([at('a', '2026-11-07T05:00:00Z'), at('b', '2026-11-07T05:00:01Z')]).result).toBe('pass');
});

it('refuses volumes of one set from two moments, and one whose moment nobody knows', () => {
  expect(oneMoment([at('a', '2026-11-07T05:00:00Z'), at('b', '2026-11-07T05:00:00Z'), at('c', '2026-11-07T05:00:03Z')])).toMatchObject({ result: 'fail', detail: expect.stringContaining('and c of its set') as string });
  expect(oneMoment([at('a', '2026-11-07T05:00:00Z'), at('b', null)]).result).toBe('fail');
  expect(oneMoment([at('a', null), at('b', '2026-11-07T05:00:00Z')]).result).toBe('fail');
});
