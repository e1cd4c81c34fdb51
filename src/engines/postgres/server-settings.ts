import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { giveToEngine } from '../run-as.ts';

export type Settings = Readonly<Record<string, string>>;

/** Small and quiet: what a user may change. */
const DEFAULTS: Settings = {
  shared_buffers: '16MB',
  max_connections: '100',
  checkpoint_timeout: '1h',
  max_wal_size: '256MB',
  min_wal_size: '2MB',
  wal_compression: 'on',
  log_line_prefix: '%m [%p] ',
  log_timezone: 'UTC',
  timezone: 'UTC',
};

/**
 * What an archive of WAL and a server that nobody else can reach rest on; parameters cannot change it. fsync is off because the promise
 * is that of the catalogue: SIGKILL loses nothing, a power cut of the machine may.
 */
const FIXED: Settings = {
  listen_addresses: '',
  port: '5432',
  unix_socket_permissions: '0777',
  dynamic_shared_memory_type: 'mmap',
  logging_collector: 'off',
  log_destination: 'stderr',
  log_checkpoints: 'on',
  io_method: 'sync',
  max_logical_replication_workers: '0',
  track_commit_timestamp: 'on',
  wal_level: 'replica',
  archive_mode: 'off',
  max_wal_senders: '4',
  max_replication_slots: '4',
  max_slot_wal_keep_size: '-1',
  full_page_writes: 'on',
  hot_standby: 'off',
  fsync: 'off',
};

/** Whether a parameter belongs to the engine; setting it has no effect. */
export function isFixedSetting(name: string): boolean {
  return name in FIXED || name === 'unix_socket_directories';
}

/** Writes a data folder's whole configuration: defaults, a user's parameters, what is fixed, and what a start needs once (recovery). */
export function writeSettings(data: string, socketFolder: string, parameters: Settings, once: Settings = {}): void {
  const all = { ...DEFAULTS, ...parameters, ...FIXED, unix_socket_directories: socketFolder, ...once };
  const path = join(data, 'postgresql.conf');
  writeFileSync(path, Object.entries(all).map(([name, value]) => `${name} = '${value.replaceAll("'", "''").replaceAll('\\', '\\\\')}'\n`).join(''), { mode: 0o600 });
  giveToEngine(path);
}
