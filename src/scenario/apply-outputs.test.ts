import { describe, expect, it } from 'vitest';
import { applyOutputs, referencesIn } from './apply-outputs.ts';

describe('outputs of earlier steps', () => {
  it('replace whole texts of the form $name.field, however deep, and nothing else', () => {
    const args = { bucket: '$new.bucket', list: ['$new.count', 'costs $new.count'], deep: { a: '$new.bucket' }, n: 1 };
    expect(applyOutputs(args, { new: { bucket: 'b', count: 3 } })).toEqual({ bucket: 'b', list: [3, 'costs $new.count'], deep: { a: 'b' }, n: 1 });
    expect(referencesIn(args).map((one) => one.text)).toEqual(['$new.bucket', '$new.count', '$new.bucket']);
  });

  it('are refused by name when the step gave no such output', () => {
    expect(() => applyOutputs({ a: '$new.size' }, { new: { bucket: 'b' } })).toThrow('$new.size cannot be filled in; outputs of "new": bucket');
    expect(() => applyOutputs({ a: '$toString.call' }, {})).toThrow('outputs of "toString": none');
  });
});
