import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hideSecretsIn } from '#kit/secret-text';

/** What a person said about a running drill; one line of `people.ndjson` in the run's folder. `mono` is the machine's monotonic clock in microseconds. */
export type PeopleLine =
  | { readonly kind: 'mark'; readonly what: 'detected' | 'declared'; readonly by: string; readonly mono: number }
  | { readonly kind: 'step'; readonly n: number; readonly outcome: 'done' | 'skipped' | 'failed'; readonly by: string; readonly note: string | null; readonly mono: number };

/** Appends one line in one write, so that several people may act at once. */
export function sayToRun(folder: string, line: PeopleLine): void {
  appendFileSync(join(folder, 'people.ndjson'), `${JSON.stringify(hideSecretsIn(line))}\n`);
}

/** Everything said so far, oldest first. A torn or foreign line is passed over: a drill must not die of a typing error. */
export function saidToRun(folder: string): readonly PeopleLine[] {
  const file = join(folder, 'people.ndjson');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').split('\n').flatMap((line) => parseLine(line));
}

function parseLine(line: string): readonly PeopleLine[] {
  if (line === '') return [];
  try {
    const value: unknown = JSON.parse(line);
    return isPeopleLine(value) ? [value] : [];
  } catch {
    // Half a line of a writer that was cut off says nothing; refusing the file would lose what others said.
    return [];
  }
}

function isPeopleLine(value: unknown): value is PeopleLine {
  if (typeof value !== 'object' || value === null || !('kind' in value) || !('by' in value) || typeof value.by !== 'string' || !('mono' in value) || typeof value.mono !== 'number') return false;
  if (value.kind === 'mark') return 'what' in value && (value.what === 'detected' || value.what === 'declared');
  return value.kind === 'step' && 'n' in value && typeof value.n === 'number' && 'outcome' in value && ['done', 'skipped', 'failed'].includes(String(value.outcome));
}
