import { describe, expect, it } from 'vitest';
import { didYouMean, nearest } from './nearest.ts';

describe('the nearest known word', () => {
  it('is the one with the fewest changed letters', () => {
    expect(nearest('allowAccount', ['blockAccounts', 'allowAccounts', 'optInTag'])).toBe('allowAccounts');
    expect(nearest('s3-bucket-deletoin', ['s3-object-deletion', 's3-bucket-deletion'])).toBe('s3-bucket-deletion');
  });

  it('is nothing when no word is close, so that nobody is led astray', () => {
    expect(nearest('colour', ['accounts', 'regions'])).toBeNull();
    expect(nearest('x'.repeat(5000), ['x'])).toBeNull();
    expect(didYouMean('colour', ['accounts'])).toBe('');
  });
});
