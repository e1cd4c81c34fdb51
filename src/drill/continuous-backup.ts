import type { BackupConfig } from '#contract/config.schema';

/** Kinds that keep everything as it is written; nobody waits for a job of theirs to end, and what they hold moves on all day. */
const ALWAYS: ReadonlySet<BackupConfig['kind']> = new Set(['rds-automated', 'dynamodb-automated', 'source-files', 'recycle-bin']);

/** Whether a backup follows its store all day by itself, without a job of AWS Backup. */
export function followsAllDay({ kind }: BackupConfig): boolean {
  return ALWAYS.has(kind);
}

/** Whether a backup has no jobs whose duration adds to what may be lost. */
export function isContinuous(backup: BackupConfig): boolean {
  return followsAllDay(backup) || (backup.kind === 'aws-backup' && backup.continuous);
}
