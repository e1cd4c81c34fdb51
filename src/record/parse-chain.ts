import { hash } from 'node:crypto';
import type { RunEvent } from '#contract/events';
import { RedrillError } from '#kit/redrill-error';

/** `prev` of the first line of a record. */
export const GENESIS = '0'.repeat(64);

export interface Chain {
  readonly events: readonly RunEvent[];
  /** SHA-256 of the last whole line: the next line's `prev`. */
  readonly head: string;
  /** Bytes that hold whole, chained lines; what follows is a torn tail of `tornBytes`. */
  readonly goodBytes: number;
  readonly tornBytes: number;
}

/**
 * Reads the bytes of `events.ndjson` and checks every link. A last line that was cut by a crash is counted, not read;
 * anything wrong before it throws `record.broken` with the line number. `asWritten`: by number, the SHA-256 of lines as they
 * were before something in them was redacted; `seen` is told the chain's head after each line.
 */
export function parseChain(bytes: Buffer, file: string, { asWritten, seen }: { readonly asWritten?: ReadonlyMap<number, string>; readonly seen?: (seq: number, head: string) => void } = {}): Chain {
  const events: RunEvent[] = [];
  let head = GENESIS;
  let start = 0;
  while (start < bytes.length) {
    const end = bytes.indexOf(0x0a, start);
    const last = end === -1 || end === bytes.length - 1;
    const line = bytes.subarray(start, end === -1 ? bytes.length : end);
    const event = end === -1 ? null : parseLine(line);
    if (event === null && last) break;
    if (event === null) throw broken(file, events.length + 1, 'it is not a JSON object of a record');
    const why = linkFault(event, head, events.at(-1));
    if (why) throw broken(file, events.length + 1, why);
    events.push(event);
    head = asWritten?.get(event.seq) ?? hash('sha256', line, 'hex');
    seen?.(event.seq, head);
    start = end + 1;
  }
  return { events, head, goodBytes: start, tornBytes: bytes.length - start };
}

function parseLine(line: Buffer): RunEvent | null {
  try {
    const value: unknown = JSON.parse(line.toString('utf8'));
    return typeof value === 'object' && value !== null && 'type' in value && 'seq' in value && 'prev' in value && 'data' in value ? (value as RunEvent) : null;
  } catch {
    // Not JSON: the caller decides whether it is a torn tail or a broken record; throwing here would make both look alike.
    return null;
  }
}

function linkFault(event: RunEvent, head: string, before: RunEvent | undefined): string | null {
  if (event.prev !== head) return 'its `prev` is not the SHA-256 of the line before it';
  const expected = before ? before.seq + 1 : 1;
  return event.seq === expected ? null : `its number is ${String(event.seq)} where ${expected} was expected`;
}

function broken(file: string, line: number, why: string): RedrillError {
  return new RedrillError('record.broken', `${file} is broken at line ${line}: ${why}. The record was changed after it was written, or its disk is damaged; nothing in it from there on can be trusted.`, { actor: 'user', exitCode: 70 });
}
