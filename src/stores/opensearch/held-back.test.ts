import { expect, it } from 'vitest';
import { heldBackEffect, heldBackIn } from './held-back.ts';

const result = { database: 'DR-S1', dangling: [{ index: 'datasets-000002', id: 'x', name: 'datasets/x', row: '9' }] };

it('tells from the record which documents of which store are held back, also where the document uses the step a second time', () => {
  expect(heldBackIn([{ id: `${heldBackEffect('DR-S3')}#step-23`, done: true, result }], 'DR-S3')).toEqual({ database: 'DR-S1', names: new Set(['datasets/x']) });
});

it.each([
  ['of another store', [{ id: heldBackEffect('DR-S9'), done: true, result }]],
  ['of a look that did not end', [{ id: heldBackEffect('DR-S3'), done: false, result: undefined }]],
  ['of a look that found none', [{ id: heldBackEffect('DR-S3'), done: true, result: { database: 'DR-S1', dangling: [] } }]],
])('says nothing %s', (_, effects) => {
  expect(heldBackIn(effects, 'DR-S3')).toBeNull();
});
