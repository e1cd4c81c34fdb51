import type { BackupResourceKind } from '../../backup-resource.ts';
import { rdsBackupResource } from '../rds/backup-resource.ts';
import { s3BackupResource } from '../s3/backup-resource.ts';

/** What AWS Backup protects here. */
export const RESOURCE_KINDS: readonly BackupResourceKind[] = [rdsBackupResource, s3BackupResource];
