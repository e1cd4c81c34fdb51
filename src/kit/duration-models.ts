import type { DurationModel, ModelId } from '#contract/modules';

/**
 * How long AWS would take, for rehearsals: one table, each row with its source and confidence.
 * S3: 3,500 COPY/PUT/DELETE and 5,500 GET requests per second and prefix (S3 guide, "optimizing performance"); a client below that
 * limit is bound by latency and concurrency, so the rates here are half of the limit: an assumption, marked as such.
 */
export const DURATION_MODELS: Readonly<Record<ModelId, DurationModel>> = {
  's3-copy': { id: 's3-copy', perObjectPerSecond: 1750, bytesPerSecond: 500_000_000, floorSeconds: 20, source: 'half of 3,500 COPY/s per prefix (S3 guide, optimizing performance); 20 s to start tools and list', confidence: 'assumption', class: 'modelled' },
  's3-delete': { id: 's3-delete', perObjectPerSecond: 3500, bytesPerSecond: null, floorSeconds: 1, source: '3,500 DELETE/s per prefix (S3 guide, optimizing performance)', confidence: 'derived', class: 'modelled' },
  's3-undelete': { id: 's3-undelete', perObjectPerSecond: 1750, bytesPerSecond: null, floorSeconds: 20, source: 'half of 3,500 DELETE/s per prefix; 20 s to start tools and list', confidence: 'assumption', class: 'modelled' },
  's3-read': { id: 's3-read', perObjectPerSecond: 2750, bytesPerSecond: 500_000_000, floorSeconds: 5, source: 'half of 5,500 GET/s per prefix (S3 guide, optimizing performance)', confidence: 'assumption', class: 'modelled' },
  'rds-create': { id: 'rds-create', perObjectPerSecond: null, bytesPerSecond: null, floorSeconds: 300, source: 'no published figure; about five minutes until a small instance is available', confidence: 'assumption', class: 'modelled' },
  'rds-delete': { id: 'rds-delete', perObjectPerSecond: null, bytesPerSecond: null, floorSeconds: 120, source: 'no published figure; about two minutes without a final snapshot', confidence: 'assumption', class: 'modelled' },
  'rds-modify': { id: 'rds-modify', perObjectPerSecond: null, bytesPerSecond: null, floorSeconds: 60, source: 'no published figure; about a minute for settings that need no new hardware', confidence: 'assumption', class: 'modelled' },
  'rds-reboot': { id: 'rds-reboot', perObjectPerSecond: null, bytesPerSecond: null, floorSeconds: 60, source: 'no published figure; about a minute for a Single-AZ instance', confidence: 'assumption', class: 'modelled' },
  'rds-snapshot': { id: 'rds-snapshot', perObjectPerSecond: null, bytesPerSecond: 100_000_000, floorSeconds: 180, source: 'no published figure; a few minutes, then by size', confidence: 'assumption', class: 'modelled' },
  'rds-restore': { id: 'rds-restore', perObjectPerSecond: null, bytesPerSecond: 150_000_000, floorSeconds: 900, source: 'no published figure (aws-facts 2.4); a quarter of an hour for a small instance is what operators report', confidence: 'assumption', class: 'modelled' },
  'rds-pitr': { id: 'rds-pitr', perObjectPerSecond: null, bytesPerSecond: 100_000_000, floorSeconds: 1200, source: 'no published figure (aws-facts 2.4); a restore and the replay of logs on top', confidence: 'assumption', class: 'modelled' },
  'pg-read': { id: 'pg-read', perObjectPerSecond: 300_000, bytesPerSecond: 100_000_000, floorSeconds: 10, source: 'rows a second of one COPY stream over a network, half of what was measured on loopback', confidence: 'assumption', class: 'modelled' },
  'backup-start': { id: 'backup-start', perObjectPerSecond: null, bytesPerSecond: null, floorSeconds: 60, source: 'AWS Backup begins a scheduled job some time within its start window; a minute is the best case', confidence: 'assumption', class: 'modelled' },
  'backup-rds': { id: 'backup-rds', perObjectPerSecond: null, bytesPerSecond: 100_000_000, floorSeconds: 300, source: 'no published figure; a snapshot of RDS plus the bookkeeping of AWS Backup', confidence: 'assumption', class: 'modelled' },
  'backup-s3': { id: 'backup-s3', perObjectPerSecond: 1000, bytesPerSecond: 200_000_000, floorSeconds: 600, source: 'no published figure; AWS Backup for S3 walks the inventory of the bucket, ten minutes at the least', confidence: 'assumption', class: 'modelled' },
  'backup-copy': { id: 'backup-copy', perObjectPerSecond: 1000, bytesPerSecond: 100_000_000, floorSeconds: 600, source: 'no published figure; a copy between vaults takes about as long as the backup', confidence: 'assumption', class: 'modelled' },
  'restore-s3': { id: 'restore-s3', perObjectPerSecond: 400, bytesPerSecond: 100_000_000, floorSeconds: 900, source: 'no published figure; AWS Backup for S3 restores object by object, hours for tens of millions', confidence: 'assumption', class: 'modelled' },
  's3-control': { id: 's3-control', perObjectPerSecond: 1, bytesPerSecond: null, floorSeconds: 1, source: 'about a second for each bucket-level call', confidence: 'assumption', class: 'modelled' },
};

/** Modelled seconds for an amount of work: the floor, or the slower of the object and the byte rate, whichever is longer. */
export function modelledSeconds(model: DurationModel, amount: { readonly objects: number; readonly bytes: number }): number {
  const byCount = model.perObjectPerSecond === null ? 0 : amount.objects / model.perObjectPerSecond;
  const byBytes = model.bytesPerSecond === null ? 0 : amount.bytes / model.bytesPerSecond;
  return Math.max(model.floorSeconds, byCount, byBytes);
}
