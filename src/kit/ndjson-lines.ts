import { createReadStream } from 'node:fs';
import { keptNumber, parseExactly } from './exact-json.ts';

/** One line of a file of JSON lines: its value (numbers that a double cannot hold stay their text) and its own text, or why it has none. Numbers begin at 1, as editors count. */
export type NdjsonLine =
  | { readonly line: number; readonly value: Readonly<Record<string, unknown>>; readonly text: string }
  | { readonly line: number; readonly problem: string };

const LONGEST_BYTES = 64 * 1024 * 1024;

/** Reads a file of JSON lines, an object each. A line that is none is told with its number and does not stop the rest; empty lines are passed over. */
export async function* ndjsonLines(file: string): AsyncGenerator<NdjsonLine> {
  let line = 0;
  for await (const bytes of linesOf(file)) {
    line += 1;
    if (bytes === null) yield { line, problem: `is longer than ${LONGEST_BYTES} bytes` };
    else if (bytes.some((byte) => byte > 0x20)) yield { line, ...parsed(bytes) };
  }
}

function parsed(bytes: Buffer): { readonly value: Readonly<Record<string, unknown>>; readonly text: string } | { readonly problem: string } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes).trim();
    const value = parseExactly(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value) || keptNumber(value) !== null) return { problem: 'is JSON and no object' };
    return { value: value as Readonly<Record<string, unknown>>, text };
  } catch (error) {
    return { problem: error instanceof SyntaxError ? `is not JSON: ${error.message}` : 'is not UTF-8' };
  }
}

/** Null stands for a line that is too long to be kept. */
async function* linesOf(file: string): AsyncGenerator<Buffer | null> {
  let parts: Buffer[] = [];
  let length = 0;
  const whole = (): Buffer | null => (length > LONGEST_BYTES ? null : Buffer.concat(parts));
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(0x0a); end !== -1; end = chunk.indexOf(0x0a, from)) {
      parts.push(chunk.subarray(from, end));
      length += end - from;
      yield whole();
      parts = [];
      length = 0;
      from = end + 1;
    }
    length += chunk.length - from;
    if (length <= LONGEST_BYTES) parts.push(chunk.subarray(from));
    else parts = [];
  }
  if (length > 0) yield whole();
}
