import type { BackupConfig, StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { isoMicros, microsOf } from '#kit/time';
import { ONLY_ONCE } from './official-client.ts';
import type { SearchClient } from './search-client.ts';
import { searchCode } from './search-error.ts';

/** A snapshot repository as a backup of a store. */
export type RepositoryConfig = Extract<BackupConfig, { readonly kind: 'opensearch-snapshots' }>;

/** The repository that a recovery rests on; null where another backup serves. */
export function servingRepository(store: StoreConfig): RepositoryConfig | null {
  const [backup] = store.backups;
  return backup?.kind === 'opensearch-snapshots' ? backup : null;
}

/** The same, where nothing else will do. */
export function repositoryOf(store: StoreConfig): RepositoryConfig {
  const repository = servingRepository(store);
  if (repository === null) throw new RedrillError('store.no-repository', `${store.id} does not rest on snapshots on this way: expected a backup of kind opensearch-snapshots to come first`);
  return repository;
}

/** Snapshots that OpenSearch Service takes by itself lie in repositories of such names. */
export function isAutomated(repository: string): boolean {
  return repository.startsWith('cs-');
}

export interface Snapshot {
  readonly name: string;
  readonly state: string;
  readonly indices: readonly string[];
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly failedShards: number;
  /** What the platform's job wrote down: documents of each alias when the snapshot began, marks left out. */
  readonly documents: Readonly<Record<string, number>> | null;
  /** Taken by the schedule and not by hand. */
  readonly scheduled: boolean;
}

interface Said {
  readonly snapshot: string;
  readonly state: string;
  readonly indices?: readonly string[];
  readonly start_time_in_millis?: number;
  readonly end_time_in_millis?: number;
  readonly shards?: { readonly failed?: number };
  readonly metadata?: Readonly<Record<string, unknown>> | null;
}

/** The snapshots of a repository, oldest first. A repository that is not registered throws `opensearch.repository_missing_exception`. */
export async function snapshotsIn(client: SearchClient, repository: string): Promise<readonly Snapshot[]> {
  const { body } = await client.api.snapshot.get({ repository, snapshot: '_all' });
  return body.snapshots.map((one) => snapshotOf(repository, one as Said)).sort((a, b) => microsOf(a.startedAt) - microsOf(b.startedAt));
}

/** The newest complete one that began before a moment; null when there is none. */
export function newestComplete(snapshots: readonly Snapshot[], beforeMicros: number): Snapshot | null {
  return snapshots.findLast(({ state, startedAt, failedShards }) => state === 'SUCCESS' && failedShards === 0 && microsOf(startedAt) <= beforeMicros) ?? null;
}

function snapshotOf(repository: string, { snapshot, state, indices = [], start_time_in_millis: start = 0, end_time_in_millis: end = 0, shards, metadata }: Said): Snapshot {
  return {
    name: snapshot,
    state,
    indices,
    startedAt: isoMicros(start * 1000),
    endedAt: state === 'IN_PROGRESS' ? null : isoMicros(end * 1000),
    failedShards: shards?.failed ?? 0,
    documents: countsIn(metadata?.['documents']),
    scheduled: isAutomated(repository) || metadata?.['trigger'] === 'schedule',
  };
}

function countsIn(value: unknown): Readonly<Record<string, number>> | null {
  if (typeof value !== 'object' || value === null) return null;
  const counts = Object.entries(value).flatMap(([alias, count]) => (typeof count === 'number' ? [[alias, count] as const] : []));
  return Object.fromEntries(counts);
}

/** Takes a snapshot and waits until it is written. What is written down with it comes back with the list of snapshots. */
export async function takeSnapshot(client: SearchClient, { repository, name, indices, metadata }: { readonly repository: string; readonly name: string; readonly indices: string; readonly metadata: Readonly<Record<string, unknown>> }): Promise<void> {
  try {
    const { body: { snapshot } } = await client.api.snapshot.create({ repository, snapshot: name, wait_for_completion: true, body: { indices, include_global_state: false, metadata } }, ONLY_ONCE);
    if (snapshot !== undefined && snapshot.state !== 'SUCCESS') throw new RedrillError('opensearch.SnapshotIncomplete', `snapshot ${name} of ${client.where} ended ${snapshot.state}`, { actor: 'platform' });
  } catch (error) {
    // The request was sent before and its answer lost: the snapshot is there under its name.
    if (searchCode(error) !== 'invalid_snapshot_name_exception') throw error;
  }
}

/** Deletes a snapshot; one that is gone already is fine. */
export async function deleteSnapshot(client: SearchClient, repository: string, name: string): Promise<void> {
  try {
    await client.api.snapshot.delete({ repository, snapshot: name });
  } catch (error) {
    if (searchCode(error) !== 'snapshot_missing_exception') throw error;
  }
}
