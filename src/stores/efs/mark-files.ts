import { appendFile, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SeriesRanges } from '#contract/events';
import { RedrillError } from '#kit/redrill-error';
import { REDRILL_FOLDER } from './names.ts';
import { orGone } from './walk-tree.ts';

/**
 * Each mark is a line in eight files in eight folders, and counts as kept only where all of them have it. A backup walks a file system for
 * minutes: a mark that only some of the files had when they were read lies after the moment up to which the backup holds everything.
 */
const COPIES = 8;
const BASE = join(REDRILL_FOLDER, 'beacons');

export interface Mark {
  readonly series: string;
  readonly seq: number;
  /** ISO; a file holds the marks of one day, so that those of earlier days cost a backup nothing. */
  readonly sentAt: string;
}

/**
 * Writes a mark. A file system that holds nothing at all takes none: its content is gone, and a mark in it would be no sign of life. One that is emptied
 * while the mark is being written keeps none either: its file would be in the way of what is restored.
 */
export async function writeMark(root: string, { series, seq, sentAt }: Mark): Promise<void> {
  const before = await readdir(root);
  if (before.length === 0) throw empty(root);
  const name = `${sentAt.slice(0, 10)}.marks`;
  const copies = await Promise.allSettled(Array.from({ length: COPIES }, (_, copy) => appendMark(join(root, BASE, `copy-${copy}`, series), name, seq)));
  if (before.some(isUsers) && !(await readdir(root)).some(isUsers)) {
    await rm(join(root, REDRILL_FOLDER), { recursive: true, force: true });
    throw empty(root);
  }
  for (const copy of copies) if (copy.status === 'rejected') throw copy.reason;
}

function isUsers(name: string): boolean {
  return name !== REDRILL_FOLDER;
}

function empty(root: string): RedrillError {
  return new RedrillError('efs.Empty', `the file system at ${root} is empty`, { actor: 'platform' });
}

/** The folder is there for all but the first mark of a series. */
async function appendMark(folder: string, name: string, seq: number): Promise<void> {
  const append = (): Promise<void> => appendFile(join(folder, name), `${seq}\n`);
  try {
    await append();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await mkdir(folder, { recursive: true });
    await append();
  }
}

export interface Marks {
  readonly found: readonly SeriesRanges[];
  /** Lines that are there twice in a file. */
  readonly duplicated: number;
  /** Lines and files that are no marks. */
  readonly unknownNames: number;
}

/** Reads every mark that all copies have, series by series. */
export async function readMarks(root: string): Promise<Marks> {
  const names = new Set<string>();
  for (let copy = 0; copy < COPIES; copy += 1) for (const name of await list(join(root, BASE, `copy-${copy}`))) names.add(name);
  const found: SeriesRanges[] = [];
  let [duplicated, unknownNames] = [0, 0];
  for (const series of [...names].sort()) {
    let common: ReadonlySet<number> | null = null;
    for (let copy = 0; copy < COPIES; copy += 1) {
      const read = await readSeries(join(root, BASE, `copy-${copy}`, series));
      duplicated = Math.max(duplicated, read.duplicated);
      unknownNames += read.unknown;
      common = common === null ? read.marks : both(common, read.marks);
    }
    const ranges = rangesOf([...(common ?? [])].sort((a, b) => a - b));
    if (ranges.length > 0) found.push({ series, ranges });
  }
  return { found, duplicated, unknownNames };
}

function both(a: ReadonlySet<number>, b: ReadonlySet<number>): ReadonlySet<number> {
  return new Set([...a].filter((seq) => b.has(seq)));
}

async function readSeries(folder: string): Promise<{ readonly marks: Set<number>; readonly duplicated: number; readonly unknown: number }> {
  const marks = new Set<number>();
  let [duplicated, unknown] = [0, 0];
  for (const name of await list(folder)) {
    const text = (await orGone(readFile(join(folder, name), 'utf8'))) ?? '';
    // what a crash left of a last line is no mark
    for (const line of text.slice(0, text.lastIndexOf('\n') + 1).split('\n').slice(0, -1)) {
      const seq = /^[1-9]\d*$/.test(line) ? Number(line) : null;
      if (seq === null) unknown += 1;
      else if (marks.has(seq)) duplicated += 1;
      else marks.add(seq);
    }
  }
  return { marks, duplicated, unknown };
}

async function list(folder: string): Promise<readonly string[]> {
  return (await orGone(readdir(folder)))?.sort() ?? [];
}

function rangesOf(marks: readonly number[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const seq of marks) {
    const last = ranges.at(-1);
    if (last !== undefined && seq === last[1] + 1) last[1] = seq;
    else ranges.push([seq, seq]);
  }
  return ranges;
}
