import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ioReason, ioSentence } from './io-reason.ts';

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('what the operating system says about a file', () => {
  it('becomes words with the path', () => {
    expect(ioSentence(thrownBy(() => readFileSync('/no/such/file')))).toBe('/no/such/file: it does not exist');
    expect(ioSentence(thrownBy(() => readdirSync('/dev/null')))).toBe('/dev/null: a part of the path is a file, not a folder');
    expect(ioSentence(thrownBy(() => readFileSync('/tmp')), '/tmp')).toBe('/tmp: it is a folder, not a file');
  });

  it('names a full disk, also where the system names no path', () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
    expect(ioSentence(full)).toBe('the disk is full');
    expect(ioSentence(full, '/results/run.json')).toBe('/results/run.json: the disk is full');
  });

  it('is nothing for any other error', () => {
    expect([new TypeError('x'), Object.assign(new Error('x'), { code: 'ENOSPC' }), 'ENOSPC', null].map(ioReason)).toEqual([null, null, null, null]);
  });
});
