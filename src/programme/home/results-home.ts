import { readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hash } from 'node:crypto';
import { readLedger } from '#evidence/ledger';
import { parseLedger } from '#evidence/parse-ledger';
import { withResultsLock } from '#evidence/results-lock';
import { writeFileAtomic } from '#evidence/write-file-atomic';
import { makeFolder } from '#kit/make-folder';
import { RedrillError } from '#kit/redrill-error';
import { NEW } from './home-bucket.ts';
import type { HomeBucket } from './home-bucket.ts';

const LEDGER = 'ledger.ndjson';
const MARKS = '.home.json';
/** What later commands need of a run that was carried out elsewhere. */
const NEEDED = /^\d{4,}-[a-z0-9-]+\/(run|context)\.json$|^(latest\.json|findings[\w.-]*)$/;
const NEVER = /^(ledger\.lock.*|\.home\.json|ledger\.ndjson|lease\.json|.*\.tmp-\d+|.*\.stale)$/;

/** Results that live in a bucket. The ledger there decides: who cannot replace exactly the ledger that was read has lost. */
export interface ResultsHome {
  /** Brings the ledger and what later commands need; says whether this machine holds more than the bucket (a push that was interrupted). */
  pull(): Promise<{ readonly ahead: boolean }>;
  /** Enters the ledger alone: a run's number is taken for all machines before anything is broken. */
  claim(): Promise<void>;
  /** Brings the files of runs there, and the ledger last. */
  push(): Promise<void>;
}

export function resultsHome(bucket: HomeBucket, results: string): ResultsHome {
  let known: { readonly text: string; readonly etag: string } | null = null;
  const path = join(results, LEDGER);
  const putLedger = async (): Promise<void> => {
    const local = wholeLines(await textOf(path));
    if (local === (known?.text ?? '')) return;
    const etag = await bucket.put(LEDGER, local, { only: known?.etag ?? NEW, keep: true });
    if (etag === null) throw conflict(bucket, results);
    known = { text: local, etag };
  };
  return {
    pull: async () => {
      known = await bucket.get(LEDGER);
      const ahead = await withResultsLock(results, () => reconcile({ bucket, path, remote: known?.text ?? '' }));
      await fetchNeeded(bucket, results);
      return { ahead };
    },
    claim: putLedger,
    push: async () => {
      if (await textOf(path) === '') return;
      await pushFiles(bucket, results);
      await putLedger();
    },
  };
}

/** One of the two ledgers must begin with the other. True when this machine's is the longer one. */
async function reconcile({ bucket, path, remote }: { readonly bucket: HomeBucket; readonly path: string; readonly remote: string }): Promise<boolean> {
  if (parseLedger(linesOf(remote)).brokenLine !== null) throw new RedrillError('home.broken', `the ledger at ${bucket.place}/${LEDGER} is broken: it was changed after it was written. Keep it as evidence and choose another home.`, { exitCode: 70 });
  const local = wholeLines(await textOf(path));
  if (local.startsWith(remote)) return local.length > remote.length;
  if (!remote.startsWith(local)) throw conflict(bucket, dirname(path));
  await writeFileAtomic(path, remote);
  return false;
}

async function fetchNeeded(bucket: HomeBucket, results: string): Promise<void> {
  for (const [key, md5] of await bucket.list()) {
    if (!NEEDED.test(key)) continue;
    const file = join(results, key);
    const there = await readFile(file).catch(() => null); // Not there yet: fetched.
    if (there !== null && hash('md5', there, 'hex') === md5) continue;
    // What was rendered here from a record that lies here is newer than what was brought away.
    if (there !== null && key.includes('/') && (await textOf(join(results, dirname(key), 'events.ndjson'))) !== '') continue;
    const bytes = await bucket.bytes(key);
    if (bytes === null) continue;
    makeFolder(dirname(file));
    await writeFileAtomic(file, Buffer.from(bytes).toString('utf8'));
  }
}

async function pushFiles(bucket: HomeBucket, results: string): Promise<void> {
  const done = await marks(bucket, results);
  const newest = new Map((await readLedger(results)).map((entry) => [entry.id, entry]));
  const there = await bucket.list();
  const names = await readdir(results, { withFileTypes: true });
  for (const { name } of names.filter((entry) => entry.isFile() && !NEVER.test(entry.name))) await putIfOther(bucket, { results, key: name, there });
  for (const { id, seq, kind } of newest.values()) {
    if (done.has(`${id} ${seq}`)) continue;
    for (const key of await filesBelow(results, id)) await putIfOther(bucket, { results, key, there });
    if (kind !== 'started' && kind !== 'resumed') done.add(`${id} ${seq}`);
  }
  await writeFileAtomic(join(results, MARKS), `${JSON.stringify({ place: bucket.place, done: [...done] })}\n`);
}

async function putIfOther(bucket: HomeBucket, { results, key, there }: { readonly results: string; readonly key: string; readonly there: ReadonlyMap<string, string> }): Promise<void> {
  const bytes = await readFile(join(results, key));
  if (there.get(key) !== hash('md5', bytes, 'hex')) await bucket.put(key, bytes, { keep: true });
}

async function filesBelow(results: string, folder: string): Promise<readonly string[]> {
  const entries = await readdir(join(results, folder), { withFileTypes: true, recursive: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return entries.filter((entry) => entry.isFile() && !NEVER.test(entry.name)).map((entry) => join(entry.parentPath, entry.name).slice(results.length + 1)).toSorted();
}

/** Runs that were brought away already, by id and ledger line; those of another place do not count. */
async function marks(bucket: HomeBucket, results: string): Promise<Set<string>> {
  try {
    const { place, done } = JSON.parse(await textOf(join(results, MARKS))) as { readonly place?: unknown; readonly done?: readonly string[] };
    return new Set(place === bucket.place ? done : []);
  } catch {
    // Without marks everything is compared again, which is slower and no less right.
    return new Set();
  }
}

function conflict(bucket: HomeBucket, results: string): RedrillError {
  return new RedrillError('home.conflict', `${bucket.place} and ${results} hold different lists of attempts: another machine wrote there, or ${results} belongs to another home. Nothing was overwritten. Drill with an empty results folder (--set results=<folder>), which begins where the home stands; ${results} stays as it is.`, { exitCode: 70 });
}

async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
}

/** A line without its end was cut by a crash before anyone relied on it. */
function wholeLines(text: string): string {
  return text.slice(0, text.lastIndexOf('\n') + 1);
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').slice(0, -1);
}
