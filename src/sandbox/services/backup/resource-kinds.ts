import type { BackupResourceKind } from '../../backup-resource.ts';
import { efsBackupResource } from '../efs/backup-resource.ts';
import { dynamodbBackupResource } from '../dynamodb/backup-resource.ts';
import { ebsBackupResource } from '../ebs/backup-resource.ts';
import { rdsBackupResource } from '../rds/backup-resource.ts';
import { s3BackupResource } from '../s3/backup-resource.ts';

/** What AWS Backup protects here. */
export const RESOURCE_KINDS: readonly BackupResourceKind[] = [ebsBackupResource, dynamodbBackupResource, rdsBackupResource, s3BackupResource, efsBackupResource];
