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
  'dynamodb-control': { id: 'dynamodb-control', perObjectPerSecond: 1, bytesPerSecond: null, floorSeconds: 5, source: 'no published figure; a table setting is in force within seconds', confidence: 'assumption', class: 'modelled' },
  'dynamodb-delete': { id: 'dynamodb-delete', perObjectPerSecond: null, bytesPerSecond: null, floorSeconds: 30, source: 'no published figure; a table is DELETING for about half a minute', confidence: 'assumption', class: 'modelled' },
  'dynamodb-backup': { id: 'dynamodb-backup', perObjectPerSecond: null, bytesPerSecond: null, floorSeconds: 60, source: 'on-demand backups are "processed instantaneously" and can be restored within minutes (DynamoDB guide, CreateBackup)', confidence: 'derived', class: 'modelled' },
  'dynamodb-restore': { id: 'dynamodb-restore', perObjectPerSecond: null, bytesPerSecond: null, floorSeconds: 1200, source: 'at least 20 minutes whatever the size, usually under an hour (AWS re:Post, dynamodb-restore-taking-long)', confidence: 'published', class: 'modelled' },
  'dynamodb-read': { id: 'dynamodb-read', perObjectPerSecond: null, bytesPerSecond: 93_000_000, floorSeconds: 5, source: '12,000 read units a second are about 93 pages of 1 MB (128.5 units for each eventually consistent MB)', confidence: 'derived', class: 'modelled' },
  'backup-dynamodb': { id: 'backup-dynamodb', perObjectPerSecond: null, bytesPerSecond: null, floorSeconds: 300, source: 'no published figure; an on-demand backup plus the bookkeeping of AWS Backup', confidence: 'assumption', class: 'modelled' },
  'efs-control': { id: 'efs-control', perObjectPerSecond: 1, bytesPerSecond: null, floorSeconds: 5, source: 'no published figure; mount targets take up to a minute or two, the rest seconds', confidence: 'assumption', class: 'modelled' },
  'efs-delete-files': { id: 'efs-delete-files', perObjectPerSecond: 370, bytesPerSecond: null, floorSeconds: 1, source: 'one operation in about 2.7 ms (EFS guide, performance); one client, one after the other', confidence: 'derived', class: 'modelled' },
  'efs-move': { id: 'efs-move', perObjectPerSecond: 370, bytesPerSecond: null, floorSeconds: 5, source: 'a rename is one metadata operation of about 2.7 ms (EFS guide, performance)', confidence: 'derived', class: 'modelled' },
  'efs-read': { id: 'efs-read', perObjectPerSecond: 5000, bytesPerSecond: 500_000_000, floorSeconds: 5, source: '500 MiB/s for each client (EFS quotas); about 1 ms for each read with several in flight', confidence: 'derived', class: 'modelled' },
  'backup-efs': { id: 'backup-efs', perObjectPerSecond: 2000, bytesPerSecond: 400_000_000, floorSeconds: 300, source: '2,000 files/s or 400 MB/s, the slower of both (AWS Backup guide); five minutes at the least are an assumption', confidence: 'published', class: 'modelled' },
  'restore-efs': { id: 'restore-efs', perObjectPerSecond: 1500, bytesPerSecond: 200_000_000, floorSeconds: 600, source: '1,500 files/s or 200 MB/s, the slower of both (AWS Backup guide); ten minutes at the least are an assumption', confidence: 'published', class: 'modelled' },
  'ebs-control': { id: 'ebs-control', perObjectPerSecond: 1, bytesPerSecond: null, floorSeconds: 5, source: 'no published figure; a volume is attached or made from a snapshot within seconds', confidence: 'assumption', class: 'modelled' },
  'ebs-snapshot': { id: 'ebs-snapshot', perObjectPerSecond: null, bytesPerSecond: 100_000_000, floorSeconds: 120, source: 'no published figure; a few minutes, then by changed blocks', confidence: 'assumption', class: 'modelled' },
  'ebs-initialise': { id: 'ebs-initialise', perObjectPerSecond: null, bytesPerSecond: 104_857_600, floorSeconds: 1, source: 'blocks load from S3 at 100 to 300 MiB/s where a rate is provisioned (EBS guide, initialize-volume); the lowest of it', confidence: 'published', class: 'modelled' },
  'ebs-read': { id: 'ebs-read', perObjectPerSecond: 1000, bytesPerSecond: null, floorSeconds: 5, source: '1,000 GetSnapshotBlock requests a second and account (EBS direct API quotas); an object is a block of 512 KiB', confidence: 'derived', class: 'modelled' },
  'backup-ebs': { id: 'backup-ebs', perObjectPerSecond: null, bytesPerSecond: 100_000_000, floorSeconds: 300, source: 'no published figure; a snapshot plus the bookkeeping of AWS Backup', confidence: 'assumption', class: 'modelled' },
  'restore-ebs': { id: 'restore-ebs', perObjectPerSecond: null, bytesPerSecond: null, floorSeconds: 120, source: 'no published figure; the volume can be used at once and loads its blocks lazily', confidence: 'assumption', class: 'modelled' },
  'opensearch-create': { id: 'opensearch-create', perObjectPerSecond: null, bytesPerSecond: null, floorSeconds: 900, source: 'a new domain takes 15 to 30 minutes (OpenSearch Service guide, creating domains)', confidence: 'published', class: 'modelled' },
  'opensearch-control': { id: 'opensearch-control', perObjectPerSecond: 1, bytesPerSecond: null, floorSeconds: 1, source: 'about a second for each call that changes the cluster state', confidence: 'assumption', class: 'modelled' },
  'opensearch-reindex': { id: 'opensearch-reindex', perObjectPerSecond: 5000, bytesPerSecond: 20_000_000, floorSeconds: 30, source: 'no published figure; documents a second of a small domain, far below what was measured on loopback', confidence: 'assumption', class: 'modelled' },
  'opensearch-snapshot': { id: 'opensearch-snapshot', perObjectPerSecond: null, bytesPerSecond: 40_000_000, floorSeconds: 60, source: 'snapshots are throttled to 40 MB/s and node by default (OpenSearch, max_snapshot_bytes_per_sec)', confidence: 'derived', class: 'modelled' },
  'opensearch-restore': { id: 'opensearch-restore', perObjectPerSecond: null, bytesPerSecond: 40_000_000, floorSeconds: 120, source: 'restores are throttled to 40 MB/s and node by default (OpenSearch, indices.recovery.max_bytes_per_sec)', confidence: 'derived', class: 'modelled' },
  'opensearch-read': { id: 'opensearch-read', perObjectPerSecond: 10_000, bytesPerSecond: 50_000_000, floorSeconds: 5, source: 'no published figure; documents a second of one scan over a network', confidence: 'assumption', class: 'modelled' },
  's3-replication': { id: 's3-replication', perObjectPerSecond: null, bytesPerSecond: 50_000_000, floorSeconds: 60, source: 'most objects replicate within 15 minutes, many within seconds (S3 guide, replication); a minute for each object, then by size', confidence: 'assumption', class: 'modelled' },
  's3-control': { id: 's3-control', perObjectPerSecond: 1, bytesPerSecond: null, floorSeconds: 1, source: 'about a second for each bucket-level call', confidence: 'assumption', class: 'modelled' },
};

/** Modelled seconds for an amount of work: the floor, or the slower of the object and the byte rate, whichever is longer. */
export function modelledSeconds(model: DurationModel, amount: { readonly objects: number; readonly bytes: number }): number {
  const byCount = model.perObjectPerSecond === null ? 0 : amount.objects / model.perObjectPerSecond;
  const byBytes = model.bytesPerSecond === null ? 0 : amount.bytes / model.bytesPerSecond;
  return Math.max(model.floorSeconds, byCount, byBytes);
}
