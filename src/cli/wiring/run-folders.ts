import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RunEvent } from '#contract/events';
import { readRecord } from '#record/read-record';
import { didYouMean } from '#kit/nearest';
import { usageError } from '#kit/redrill-error';

/** A run's folder below the results folder. */
export interface RunFolder {
  readonly number: number;
  readonly id: string;
  readonly folder: string;
}

/** All runs, oldest first. */
export function runFolders(results: string): readonly RunFolder[] {
  if (!existsSync(results)) return [];
  return readdirSync(results, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => {
      const number = /^(\d{4,})-/.exec(name)?.[1];
      return number === undefined ? [] : [{ number: Number(number), id: name, folder: join(results, name) }];
    })
    .toSorted((a, b) => a.number - b.number);
}

/** A run by number (`7`, `0007`) or id (`0007-s3-bucket-deletion`). Throws a sentence with what exists (exit 64). */
export function runFolder(results: string, asked: string): RunFolder {
  const all = runFolders(results);
  const number = /^\d+$/.test(asked) ? Number(asked) : null;
  const found = all.find((one) => one.id === asked || one.number === number);
  if (found) return found;
  const newest = all.slice(-5).map((one) => one.id).join(', ');
  throw usageError('run.unknown', `no run "${asked}" in ${results}${didYouMean(asked, all.map((one) => one.id)) || (newest ? `; newest runs: ${newest}` : '; nothing was run there yet')}`);
}

/** Runs whose record has begun and not ended: killed, left, or still running. */
async function unfinishedRuns(results: string): Promise<readonly RunFolder[]> {
  const open: RunFolder[] = [];
  for (const run of runFolders(results)) {
    if (existsSync(join(run.folder, 'events.ndjson')) && !(await isFinished(run))) open.push(run);
  }
  return open;
}

/** Runs that `cleanup` has work with: unfinished ones, and ended ones whose putting back failed. */
export async function runsToPutBack(results: string): Promise<readonly RunFolder[]> {
  const open: RunFolder[] = [];
  for (const run of runFolders(results)) {
    if (!existsSync(join(run.folder, 'events.ndjson'))) continue;
    const { events } = await readRecord(run.folder);
    if (isOpen(events) || putBackFailed(events)) open.push(run);
  }
  return open;
}

/** Whether the record says that the last try to put back failed. */
export function putBackFailed(events: readonly RunEvent[]): boolean {
  const last = events.findLast((event) => event.type === 'put-back.ended');
  return last?.type === 'put-back.ended' && !last.data.ok;
}

/** The newest run that waits for people or for `resume`, or the one asked for. */
export async function openRunFolder(results: string, asked: string | undefined): Promise<RunFolder> {
  if (asked !== undefined) return runFolder(results, asked);
  const newest = (await unfinishedRuns(results)).at(-1);
  if (newest) return newest;
  throw usageError('run.none-open', `no unfinished run in ${results}; name one, start one with redrill run, or render the newest one's report with redrill report`);
}

async function isFinished(run: RunFolder): Promise<boolean> {
  const { events } = await readRecord(run.folder);
  return !isOpen(events);
}

function isOpen(events: readonly RunEvent[]): boolean {
  return !events.some((event) => event.type === 'run.ended');
}
