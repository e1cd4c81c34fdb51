import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DrillContext } from '#contract/modules';
import { awaitRestoreJob, startRestoreJob } from '#stores/backup/run-restore-job';
import type { StoreFact } from '../facts.ts';
import { leftoversIn, note } from './journal.ts';
import type { Leftover } from './journal.ts';
import { journalIn, resourceOf, roomOf } from './restore-points.ts';
import { TRIALS } from './trials.ts';

export interface SweepInput {
  readonly context: DrillContext;
  readonly results: string;
  readonly stores: readonly StoreFact[];
  say(text: string): void;
}

/**
 * Takes away what earlier audits left, because they were killed: what their journals name, also a job that still runs, and whatever bears the
 * name or the tag of an audit beside a store. Gives how many there were.
 */
export async function sweep(input: SweepInput): Promise<number> {
  let count = 0;
  for (const journal of await journals(input.results)) {
    for (const left of await leftoversIn(journal)) {
      input.say(`taking away what an earlier audit left of ${left.store}: ${left.resource ?? left.name}`);
      await removeLeft(input, left);
      await note(journal, { kind: 'removed', n: left.n });
      count += 1;
    }
  }
  return count + await removeByName(input);
}

async function journals(results: string): Promise<readonly string[]> {
  const base = join(results, 'audits');
  return (await readdir(base)).filter((name) => /^\d{4,}$/.test(name)).sort().map((name) => journalIn(join(base, name)));
}

/** The same token gives the same job, so asking again is the way to find it; a job that never was begun is begun and taken away. */
async function removeLeft({ context }: SweepInput, left: Leftover): Promise<void> {
  const trial = TRIALS.get(left.service);
  if (trial === undefined) return;
  const room = roomOf(context, { ...context.binding(left.store), region: left.region, account: left.account });
  const resource = left.resource ?? await madeBy(context, room.restorer, left, () => trial.prepare?.(room, left.name));
  if (resource !== null) await trial.remove(room, resource);
}

/** Null where the point is gone, or of another account: then nothing came of it. */
async function madeBy(context: DrillContext, restorer: Parameters<typeof startRestoreJob>[0], left: Leftover, prepare: () => Promise<void> | undefined): Promise<string | null> {
  try {
    await prepare();
    const { createdArn } = await awaitRestoreJob(context, restorer, await startRestoreJob(restorer, left));
    return resourceOf(createdArn, left.name);
  } catch (error) {
    const { name, code } = error as Error & { readonly code?: string };
    if (name === 'ResourceNotFoundException') return null;
    // A job that failed leaves at most what was prepared for it under its name.
    if (code === 'backup.restore-failed') return left.name;
    throw error;
  }
}

async function removeByName({ context, stores, say }: SweepInput): Promise<number> {
  let count = 0;
  for (const { store, service, account, region, resource } of stores) {
    const trial = TRIALS.get(service);
    if (trial === undefined || resource === null) continue;
    const room = roomOf(context, { store, account, region, resource, pointer: '' });
    for (const left of await trial.leftovers(room)) {
      say(`taking away what an earlier audit left of ${store}: ${left}`);
      await trial.remove(room, left);
      count += 1;
    }
  }
  return count;
}
