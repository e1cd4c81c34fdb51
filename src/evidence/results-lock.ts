import { link, open, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { randomToken } from '#kit/ids';
import { ioReason } from '#kit/io-reason';
import { makeFolder } from '#kit/make-folder';
import { RedrillError } from '#kit/redrill-error';
import { monoMicros } from '#kit/time';
import { realSleep } from '#kit/wall-clock';

const WAIT_MS = 15_000;
const RETRY_MS = 20;

interface Holder {
  readonly pid: number;
  /** Start time of the process, so that a recycled pid is never taken for the holder; null where the system does not tell. */
  readonly startedAt: string | null;
  readonly token: string;
}

/** Runs `work` alone among all processes that use this results folder. A lock whose process is gone is taken over. */
export async function withResultsLock<T>(results: string, work: () => Promise<T>): Promise<T> {
  makeFolder(results);
  const path = join(results, 'ledger.lock');
  const me: Holder = { pid: process.pid, startedAt: await processStart(process.pid), token: randomToken(8) };
  const until = monoMicros() + WAIT_MS * 1000;
  while (!(await take(path, me))) {
    await removeStale(path);
    if (monoMicros() > until) throw new RedrillError('ledger.locked', `${path} is held by another redrill process (${await describe(path)}); wait for it to end, then try again.`);
    await realSleep(RETRY_MS);
  }
  try {
    return await work();
  } finally {
    await removeIfThere(path);
  }
}

async function take(path: string, me: Holder): Promise<boolean> {
  const own = `${path}.${me.token}`;
  try {
    const handle = await open(own, 'wx', 0o644);
    await handle.writeFile(JSON.stringify(me));
    await handle.close();
    // A link appears whole or not at all, so nobody ever reads a lock without its holder.
    await link(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new RedrillError('ledger.unwritable', `the results folder cannot be written (${path}): ${ioReason(error) ?? (error as Error).message}`, { cause: error });
  } finally {
    await removeIfThere(own);
  }
}

/** Moves a dead process's lock aside; if a living one had taken it meanwhile, its lock is linked back. */
async function removeStale(path: string): Promise<void> {
  const seen = await readHolder(path);
  if (seen === null || (await alive(seen))) return;
  const aside = `${path}.${randomToken(8)}.stale`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = await readHolder(aside);
  if (moved && moved.token !== seen.token) await link(aside, path).catch(() => undefined); // Taken again already: the holder finds its lock replaced by one of equal right.
  await removeIfThere(aside);
}

async function removeIfThere(path: string): Promise<void> {
  await unlink(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}

async function readHolder(path: string): Promise<Holder | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch {
    // Gone between two looks, or not ours to understand: the next try decides.
    return null;
  }
}

async function alive(holder: Holder): Promise<boolean> {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return holder.startedAt === null || (await processStart(holder.pid)) === holder.startedAt;
}

async function processStart(pid: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    // No /proc here: the pid alone must do.
    return null;
  }
}

async function describe(path: string): Promise<string> {
  const holder = await readHolder(path);
  return holder ? `pid ${holder.pid}` : 'holder unknown';
}
