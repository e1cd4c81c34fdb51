import { assert, nat, property, uint8Array } from 'fast-check';
import { expect, test } from 'vitest';
import { CHECKSUM_ALGORITHMS, checksumOf, runningChecksum } from './checksum.ts';
import { combineCrc } from './combine-crc.ts';

const CHECK = Buffer.from('123456789');

/** The published check values of each algorithm for the nine digits. */
const KNOWN = { CRC32: 'cbf43926', CRC32C: 'e3069283', CRC64NVME: 'ae8b14860a799888' } as const;

test.each(Object.entries(KNOWN))('%s of "123456789" is the published check value', (algorithm, hex) => {
  expect(Buffer.from(checksumOf(algorithm as keyof typeof KNOWN, CHECK), 'base64').toString('hex')).toBe(hex);
});

test.each(CHECKSUM_ALGORITHMS)('%s of data in pieces equals that of the whole', (algorithm) => {
  assert(property(uint8Array({ maxLength: 200 }), nat(200), (data, cut) => {
    const running = runningChecksum(algorithm);
    running.update(data.subarray(0, cut));
    running.update(data.subarray(cut));
    expect(running.digest().toString('base64')).toBe(checksumOf(algorithm, data));
  }));
});

test.each(['CRC32', 'CRC32C', 'CRC64NVME'] as const)('%s of a whole can be combined from those of its parts', (algorithm) => {
  assert(property(uint8Array({ maxLength: 100 }), uint8Array({ maxLength: 100 }), uint8Array({ maxLength: 100 }), (a, b, c) => {
    const parts = [a, b, c].map((data) => ({ value: checksumOf(algorithm, data), size: data.length }));
    expect(combineCrc(algorithm, parts)).toBe(checksumOf(algorithm, Buffer.concat([a, b, c])));
  }));
});
