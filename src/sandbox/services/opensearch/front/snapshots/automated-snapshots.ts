import { hash } from 'node:crypto';
import { wildcardMatch } from '../../../../authorise/wildcard.ts';
import type { AutomatedSnapshot } from '../../automated-rows.ts';
import type { EngineAccess } from '../../engine/search-engines.ts';
import { dataErrors } from '../data-error.ts';
import { moment, type SnapshotEntry } from './snapshot-times.ts';

/** Longest request line that names snapshots to the engine; more are asked for by all of them. */
const MOST_NAMED = 40;

/** The automated snapshots that names or patterns mean, the oldest first. Throws snapshot_missing_exception as the engine words it. */
export function chosen(rows: readonly AutomatedSnapshot[], names: string, { repository, lenient }: { readonly repository: string; readonly lenient: boolean }): readonly AutomatedSnapshot[] {
  const wanted = names.split(',');
  const missing = wanted.find((name) => !isPattern(name) && !rows.some((row) => row.name === name));
  if (missing !== undefined && !lenient) throw dataErrors.engine(404, 'snapshot_missing_exception', `[${repository}:${missing}] is missing`);
  return rows.filter((row) => wanted.some((name) => name === '_all' || (name !== '_current' && wildcardMatch(name, row.name))));
}

/** Automated snapshots as the engine would list them: hours without a write share one stored snapshot, each with its own name and times. */
export async function listAutomated(access: EngineAccess, repository: string, { rows, verbose }: { readonly rows: readonly AutomatedSnapshot[]; readonly verbose: boolean }): Promise<readonly SnapshotEntry[]> {
  if (rows.length === 0) return [];
  const stored = [...new Set(rows.map((row) => row.stored))];
  const names = stored.length > MOST_NAMED ? '_all' : stored.map(encodeURIComponent).join(',');
  const { body } = await access.request('GET', `/_snapshot/${repository}/${names}?ignore_unavailable=true${verbose ? '' : '&verbose=false'}`);
  const found = new Map(((body as { readonly snapshots?: readonly SnapshotEntry[] } | null)?.snapshots ?? []).map((entry) => [entry.snapshot, entry]));
  return rows.flatMap((row) => {
    const entry = found.get(row.stored);
    return entry === undefined ? [] : [entryOf(row, entry)];
  });
}

function entryOf(row: AutomatedSnapshot, entry: SnapshotEntry): SnapshotEntry {
  const duration = Object.hasOwn(entry, 'duration_in_millis') ? { duration_in_millis: Math.round((row.ended - row.at) / 1000) } : {};
  const uuid = row.name === row.stored ? {} : { uuid: hash('sha256', `${row.ref} ${row.name}`, 'base64url').slice(0, 22) };
  return { ...entry, snapshot: row.name, ...uuid, ...moment(entry, 'start_time', row.at), ...moment(entry, 'end_time', row.ended), ...duration };
}

function isPattern(name: string): boolean {
  return name === '_all' || name === '_current' || name.includes('*');
}
