import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ndjsonLines } from './ndjson-lines.ts';
import type { NdjsonLine } from './ndjson-lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'redrill-ndjson-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function read(content: string | Buffer): Promise<readonly NdjsonLine[]> {
  const file = join(folder, 'lines.ndjson');
  writeFileSync(file, content);
  const lines: NdjsonLine[] = [];
  for await (const line of ndjsonLines(file)) lines.push(line);
  return lines;
}

describe('a file of JSON lines', () => {
  it('gives each object with the number of its line, with or without a last line end', async () => {
    const lines = [{ line: 1, value: { a: 1 }, text: '{"a":1}' }, { line: 2, value: { b: '\u00E9' }, text: '{"b":"\u00E9"}' }];
    expect(await read('{"a":1}\n{"b":"\u00E9"}\n')).toEqual(lines);
    expect(await read('{"a":1}\r\n{"b":"\u00E9"}')).toEqual(lines);
  });

  it('reads no other number than the one that is written', async () => {
    const [line] = await read('{"a":12345678901234567890,"b":[0.1234567890123456789]}\n12345678901234567890\n');
    expect(JSON.stringify(line)).toBe(JSON.stringify({ line: 1, value: 'V', text: '{"a":12345678901234567890,"b":[0.1234567890123456789]}' }).replace('"V"', '{"a":12345678901234567890,"b":[0.1234567890123456789]}'));
  });

  it('tells a malformed line with its number, and reads on', async () => {
    const read3 = await read('{"a":1}\n{"b":\n[1]\n\n"text"\n{"c":3}\n');
    expect(read3.map((one) => [one.line, 'value' in one ? one.value : one.problem.replace(/:.*/, '')])).toEqual([[1, { a: 1 }], [2, 'is not JSON'], [3, 'is JSON and no object'], [5, 'is JSON and no object'], [6, { c: 3 }]]);
  });

  it('tells bytes that are no UTF-8 instead of loading something else', async () => {
    expect(await read(Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}\n{"b":2}\n')]))).toEqual([{ line: 1, problem: 'is not UTF-8' }, { line: 2, value: { b: 2 }, text: '{"b":2}' }]);
  });

  it('puts lines together that lie across reads', async () => {
    const long = 'x'.repeat(3_000_000);
    expect(await read(`{"a":"${long}"}\n{"b":1}\n`)).toEqual([{ line: 1, value: { a: long }, text: `{"a":"${long}"}` }, { line: 2, value: { b: 1 }, text: '{"b":1}' }]);
  });
});
