import { closeSync, existsSync, openSync, readSync, renameSync, statSync, watch } from 'node:fs';
import { every } from '#kit/wall-clock';

const LOOK_EVERY_MS = 100;
const LARGEST_BYTES = 4_000_000;

/** Calls `onLine` for each line after a position; call the result to stop. The file must exist. */
export function followLog(path: string, position: number, onLine: (line: string) => void): () => void {
  let offset = position;
  let rest = '';
  const look = (): void => {
    const text = readFrom(path, offset);
    offset += text.length;
    const lines = (rest + text.toString('utf8')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  };
  const watcher = watch(path, { persistent: false }, look);
  // without a watch (its limit is used up) the looks every now and then see the same lines later
  watcher.on('error', () => watcher.close());
  const stopLooking = every(LOOK_EVERY_MS, look);
  return () => {
    watcher.close();
    stopLooking();
  };
}

/** Where a log is now, for `linesSince`. */
export function logPosition(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** What was logged after a position. */
export function linesSince(path: string, position: number): readonly string[] {
  return existsSync(path) ? readFrom(path, position).toString('utf8').split('\n').filter((line) => line !== '') : [];
}

/** Keeps one old log beside a large one; before a start, when nobody writes to it. */
export function rotateLog(path: string): void {
  if (logPosition(path) > LARGEST_BYTES) renameSync(path, `${path}.old`);
}

function readFrom(path: string, offset: number): Buffer {
  const size = logPosition(path);
  if (size <= offset) return Buffer.alloc(0);
  const bytes = Buffer.alloc(size - offset);
  const file = openSync(path, 'r');
  try {
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, offset));
  } finally {
    closeSync(file);
  }
}
