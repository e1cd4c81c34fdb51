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

/** `asWritten`: by number, the SHA-256 of lines as they were before something in them was redacted; `seen` is told the chain's head after each line. */
export interface ChainOptions {
  readonly asWritten?: ReadonlyMap<number, string>;
  readonly seen?: (seq: number, head: string) => void;
}

/** Takes the lines of a record one by one; holds the events alone, and none of their bytes. */
export interface ChainReader {
  /** A line without its newline. */
  line(bytes: Buffer): void;
  /** `rest` stands behind the last newline. */
  end(rest: Buffer): Chain;
}

/** Reads the bytes of `events.ndjson` and checks every link, as `chainReader` does. */
export function parseChain(bytes: Buffer, file: string, options: ChainOptions = {}): Chain {
  const reader = chainReader(file, options);
  let start = 0;
  for (let end = bytes.indexOf(0x0a); end !== -1; end = bytes.indexOf(0x0a, start)) {
    reader.line(bytes.subarray(start, end));
    start = end + 1;
  }
  return reader.end(bytes.subarray(start));
}

/**
 * Checks every link of a record. A last line that was cut by a crash is counted, not read; anything wrong before it throws `record.broken` with
 * the line number.
 */
export function chainReader(file: string, { asWritten, seen }: ChainOptions = {}): ChainReader {
  const events: RunEvent[] = [];
  let head = GENESIS;
  let goodBytes = 0;
  let tornBytes = 0;
  const mustBeLast = (): void => {
    if (tornBytes > 0) throw broken(file, events.length + 1, 'it is not a JSON object of a record');
  };
  return {
    line: (bytes) => {
      mustBeLast();
      const event = parseLine(bytes);
      if (event === null) tornBytes = bytes.length + 1;
      else {
        const why = linkFault(event, head, events.at(-1));
        if (why) throw broken(file, events.length + 1, why);
        events.push(event);
        head = asWritten?.get(event.seq) ?? hash('sha256', bytes, 'hex');
        seen?.(event.seq, head);
        goodBytes += bytes.length + 1;
      }
    },
    end: (rest) => {
      if (rest.length > 0) mustBeLast();
      return { events, head, goodBytes, tornBytes: tornBytes + rest.length };
    },
  };
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
