/** A parameter of the family postgres18, as DescribeDBParameters tells it. */
export interface EngineParameter {
  readonly name: string;
  /** static: takes effect at a restart. */
  readonly apply: 'static' | 'dynamic';
  readonly type: 'boolean' | 'integer' | 'float' | 'string' | 'list';
  /** Ranges (`0-100`) and words, comma-separated; empty: anything. */
  readonly allowed: string;
  /** What RDS sets; null: the engine's own default. */
  readonly value: string | null;
  readonly modifiable: boolean;
}

/** name, apply, type, allowed values, RDS's value (empty: none), and `fixed` for those that nobody may change. */
const LINES = `
application_name dynamic string
archive_timeout dynamic integer 0-2147483647 300 fixed
autovacuum dynamic boolean 0,1
autovacuum_analyze_scale_factor dynamic float 0-100 0.05
autovacuum_max_workers static integer 1-262143
autovacuum_naptime dynamic integer 1-2147483 15
autovacuum_vacuum_cost_delay dynamic integer -1-100
autovacuum_vacuum_scale_factor dynamic float 0-100 0.1
autovacuum_work_mem dynamic integer -1-2147483647
bgwriter_delay dynamic integer 10-10000
checkpoint_completion_target dynamic float 0-1 0.9
checkpoint_timeout dynamic integer 30-86400
client_encoding dynamic string
client_min_messages dynamic list debug5,debug4,debug3,debug2,debug1,log,notice,warning,error
data_checksums dynamic boolean 0,1 1 fixed
datestyle dynamic string
deadlock_timeout dynamic integer 1-2147483647
default_statistics_target dynamic integer 1-10000
default_transaction_isolation dynamic list serializable,repeatable|read,read|committed,read|uncommitted
default_transaction_read_only dynamic boolean 0,1
effective_cache_size dynamic integer 1-2147483647
effective_io_concurrency dynamic integer 0-1000
enable_partitionwise_join dynamic boolean 0,1
fsync static boolean 0,1 1 fixed
full_page_writes static boolean 0,1 1 fixed
hot_standby_feedback dynamic boolean 0,1
huge_pages static list on,off,try
idle_in_transaction_session_timeout dynamic integer 0-2147483647 86400000
idle_session_timeout dynamic integer 0-2147483647
jit dynamic boolean 0,1
lc_messages dynamic string
lc_monetary dynamic string
lock_timeout dynamic integer 0-2147483647
log_autovacuum_min_duration dynamic integer -1-2147483647 10000
log_checkpoints dynamic boolean 0,1
log_connections dynamic string
log_disconnections dynamic boolean 0,1
log_duration dynamic boolean 0,1
log_error_verbosity dynamic list terse,default,verbose
log_lock_waits dynamic boolean 0,1
log_min_duration_statement dynamic integer -1-2147483647
log_min_error_statement dynamic list debug5,debug4,debug3,debug2,debug1,info,notice,warning,error,log,fatal,panic
log_min_messages dynamic list debug5,debug4,debug3,debug2,debug1,info,notice,warning,error,log,fatal,panic
log_statement dynamic list none,ddl,mod,all
log_temp_files dynamic integer -1-2147483647
logical_decoding_work_mem dynamic integer 64-2147483647
maintenance_work_mem dynamic integer 1024-2147483647
max_connections static integer 6-262143
max_locks_per_transaction static integer 10-2147483647
max_logical_replication_workers static integer 0-262143
max_parallel_maintenance_workers dynamic integer 0-1024
max_parallel_workers dynamic integer 0-1024
max_parallel_workers_per_gather dynamic integer 0-1024
max_prepared_transactions static integer 0-262143
max_replication_slots static integer 5-262143 20
max_slot_wal_keep_size dynamic integer -1-2147483647
max_standby_streaming_delay dynamic integer -1-2147483647
max_wal_senders static integer 5-100 20
max_wal_size dynamic integer 2-2147483647
max_worker_processes static integer 0-262143
min_wal_size dynamic integer 2-2147483647
pg_stat_statements.max static integer 100-2147483647
pg_stat_statements.track dynamic list none,top,all
password_encryption dynamic list md5,scram-sha-256 scram-sha-256
random_page_cost dynamic float 0-1000000
rds.force_ssl dynamic boolean 0,1 1
rds.log_retention_period dynamic integer 1440-10080 4320
rds.logical_replication static boolean 0,1 0
rds.rds_superuser_reserved_connections static integer 0-262143 2
rds.restrict_password_commands static boolean 0,1 0
search_path dynamic string
seq_page_cost dynamic float 0-1000000
session_replication_role dynamic list origin,replica,local
shared_buffers static integer 16-1073741823
shared_preload_libraries static list pg_stat_statements,auto_explain,pg_prewarm pg_stat_statements
statement_timeout dynamic integer 0-2147483647
synchronous_commit dynamic list local,on,remote_write,remote_apply,off
tcp_keepalives_count dynamic integer 0-2147483647
tcp_keepalives_idle dynamic integer 0-2147483647
tcp_keepalives_interval dynamic integer 0-2147483647
temp_buffers dynamic integer 100-1073741823
temp_file_limit dynamic integer -1-2147483647
timezone dynamic string
track_activity_query_size static integer 100-1048576
track_commit_timestamp static boolean 0,1
track_functions dynamic list none,pl,all
track_io_timing dynamic boolean 0,1 1
vacuum_cost_delay dynamic integer 0-100
vacuum_cost_limit dynamic integer 1-10000
wal_buffers static integer -1-262143
wal_compression dynamic boolean 0,1
wal_keep_size dynamic integer 0-2147483647
wal_level static list minimal,replica,logical replica fixed
wal_receiver_timeout dynamic integer 0-2147483647
wal_sender_timeout dynamic integer 0-2147483647
work_mem dynamic integer 64-2147483647
`;

/** The parameters of the family postgres18 that the sandbox knows, by name: those a platform's settings are likely to hold. */
export const POSTGRES18: ReadonlyMap<string, EngineParameter> = new Map(LINES.trim().split('\n').map(parameterOf).map((one) => [one.name, one]));

function parameterOf(line: string): EngineParameter {
  const [name = '', apply, type = 'string', allowed = '', value = '', fixed] = line.split(' ');
  return { name, apply: apply === 'static' ? 'static' : 'dynamic', type: type as EngineParameter['type'], allowed: allowed.replaceAll('|', ' '), value: value === '' ? null : value, modifiable: fixed !== 'fixed' };
}

/** Why a value cannot be given to a parameter, or null. */
export function valueProblem(parameter: EngineParameter, value: string): string | null {
  if (value.length > 4000 || /[\n\r\0]/.test(value)) return 'values have at most 4000 characters on one line';
  if (parameter.type === 'string') return null;
  if (parameter.type === 'integer' && !/^-?\d+$/.test(value)) return 'it must be a whole number; formulas are not simulated';
  if (parameter.type === 'float' && !/^-?\d+(\.\d+)?$/.test(value)) return 'it must be a number; formulas are not simulated';
  const range = /^(-?\d+)-(\d+)$/.exec(parameter.allowed);
  if (range) return Number(value) >= Number(range[1]) && Number(value) <= Number(range[2]) ? null : `allowed values are ${parameter.allowed}`;
  const words = parameter.allowed.split(',');
  const given = parameter.name === 'shared_preload_libraries' ? value.split(',').map((one) => one.trim()) : [value];
  return given.every((one) => words.includes(one)) ? null : `allowed values are ${parameter.allowed}`;
}
