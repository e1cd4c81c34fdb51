import { isoMicros } from '#kit/time';
import { RedrillError } from '#kit/redrill-error';
import type { Settings } from '#engines/postgres/server-settings';
import type { ArchiveRow, BaseRow, PointRow, WalRow } from './archive-rows.ts';
import type { ClusterHost } from './cluster-host.ts';
import type { Stored } from './collect.ts';
import { EngineFailure } from './db-engine.ts';
import type { KnownFiles } from './known-files.ts';
import { segmentStart } from './lsn.ts';
import { materialise } from './materialise.ts';

/** What a new cluster is recovered to: the position of a point, or a moment of real time. */
export type Goal =
  | { readonly kind: 'point'; readonly point: PointRow; readonly base: BaseRow; readonly archive: ArchiveRow }
  | { readonly kind: 'time'; readonly targetReal: number; readonly base: BaseRow; readonly archive: ArchiveRow };

interface Recovery {
  readonly host: ClusterHost;
  readonly stored: Stored;
  readonly resource: string;
  readonly parameters: Settings;
  readonly goal: Goal;
}

const EVIDENCE = /starting (archive recovery|point-in-time recovery|backup recovery)|redo (starts|done) at|recovery stopping|last completed transaction|consistent recovery state|selected new timeline ID|archive recovery complete/;
const NOT_REACHED = /recovery ended before configured recovery target was reached/;

/**
 * Builds a cluster's data from the archive, replays the log up to the goal and promotes it. What the server logged of its recovery comes
 * back as evidence, with the files that were written. Throws EngineFailure when the bytes cannot be used; no data is left then.
 */
export async function recoverCluster(recovery: Recovery): Promise<{ readonly lines: readonly string[]; readonly known: KnownFiles }> {
  const { host, stored, resource, goal } = recovery;
  const { pieces, until, target } = neededLog(stored, goal);
  let known: KnownFiles = new Map();
  const build = async (once: Settings): Promise<readonly string[]> => {
    await host.replaceData(resource, async (data) => {
      known = await materialise(stored, { base: goal.base, timeline: goal.archive.timeline, pieces, until }, data);
    });
    await host.leaveFile(resource, 'recovery.signal', '');
    return start(recovery, once);
  };
  const lines = target === null ? await build({}) : await build(untilTime(target)).catch((error: unknown) => {
    // nothing was committed between the target and the end of the log: then all of the log is wanted
    if (error instanceof EngineFailure && NOT_REACHED.test(error.message)) return build({});
    throw error;
  });
  return { lines: lines.filter((line) => EVIDENCE.test(line)), known };
}

async function start({ host, resource, parameters }: Recovery, once: Settings): Promise<readonly string[]> {
  try {
    // everything that is needed lies in pg_wal; asking an archive for it finds nothing
    return await host.run(resource, { parameters, once: { restore_command: 'false', recovery_target_timeline: 'current', ...once } });
  } catch (cause) {
    if (cause instanceof RedrillError && cause.code === 'postgres.start-failed') throw new EngineFailure(`the backup could not be recovered: ${cause.message}`, { cause });
    throw cause;
  }
}

function untilTime(targetReal: number): Settings {
  return { recovery_target_time: isoMicros(targetReal).replace('T', ' ').replace('Z', '+00'), recovery_target_inclusive: 'on', recovery_target_action: 'promote' };
}

/** The part of the log that leads to a goal, and the target that recovery gets: none when all of it is wanted. */
function neededLog({ rows }: Stored, goal: Goal): { readonly pieces: readonly WalRow[]; readonly until: number; readonly target: number | null } {
  const from = segmentStart(goal.base.start);
  if (goal.kind === 'point') return { pieces: rows.wal(goal.archive.archive, from, goal.point.lsn), until: goal.point.lsn, target: null };
  const all = rows.wal(goal.archive.archive, from, goal.archive.shipped);
  // the first heartbeat behind the target proves that every commit before it is there, and ends the recovery
  const enough = all.findIndex(({ mark_real, stop }) => mark_real !== null && mark_real > goal.targetReal && stop >= goal.base.stop);
  const pieces = enough === -1 ? all : all.slice(0, enough + 1);
  const last = pieces.at(-1);
  const beyond = last !== undefined && last.end_real > goal.targetReal;
  return { pieces, until: last?.stop ?? from, target: beyond ? goal.targetReal : null };
}
