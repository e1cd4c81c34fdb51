import { expect, it } from 'vitest';
import { rangesOf } from './ranges-of.ts';

it('gathers the ranges that the server found under their series', () => {
  const rows = [{ series: 'a', first: '1', last: '40' }, { series: 'a', first: '42', last: '42' }, { series: 'b', first: '7', last: '9' }];
  expect(rangesOf(rows)).toEqual([{ series: 'a', ranges: [[1, 40], [42, 42]] }, { series: 'b', ranges: [[7, 9]] }]);
  expect(rangesOf([])).toEqual([]);
});
